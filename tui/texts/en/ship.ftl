### Ship

ship-title = Load
ship-ask-what = Scan the shipment or its dock, or choose
    .short = Shipment or dock?
ship-ask-unit = Scan each unit that goes onto the truck
    .short = Scan each unit
ship-ask-done = All is on the truck: done, when it leaves
    .short = All on: done
ship-ask-rest = { $units ->
    [one] { $units } unit is
   *[other] { $units } units are
} still to be booked: Done
    .short = { $units } left: Done
ship-dock-line = { $shipment } at { $dock }
ship-left-line = { $lpn } stands in { $location }
    .short = { $lpn }: { $location }
ship-unpicked-line = { $order } is not picked yet
    .short = { $order } not picked
shipment-opened = { $shipment } at { $dock }: { $units } to load
    .short = { $units } to load
not-a-shipment = { $document } is not a shipment
    .short = No shipment
no-shipment-here = No shipment leaves from { $location }
    .short = None at { $location }
several-shipments-here = { $shipments } shipments leave from { $location }: scan the shipment itself
    .short = { $shipments } here: scan one
ship-no-dock = { $shipment } has no dock that is known: { $dock }. Ask your supervisor
    .short = No dock: ask
shipment-cancelled = { $shipment } is cancelled: unload what is on the truck
    .short = Cancelled: unload
loaded = { $lpn } is loaded, { $left } to go
    .short = Loaded, { $left } to go
already-loaded = { $lpn } is already on { $shipment }
    .short = Already loaded
loaded-elsewhere = { $lpn } is on another truck: { $shipment }
    .short = On { $shipment }
load-outer = { $lpn } stands in { $outer }: scan that one
    .short = Scan { $outer }
not-planned = { $lpn } is not planned on { $shipment }
    .short = Not planned
of-other-shipment = { $lpn } belongs to { $shipment } at { $dock }
    .short = Of { $shipment }
wrong-carrier = { $lpn } goes with { $carrier }, this truck is { $truck }
    .short = Goes with { $carrier }
order-not-picked = { $lpn }: { $order } is not picked whole yet
    .short = Not picked whole
load-recalled = { $lpn } holds a recalled lot of { $item }: { $lot }. It stays here
    .short = Recalled: { $lot }
load-expired = { $lpn } holds { $item } that expired on { $expiry }. It stays here
    .short = Expired: { $expiry }
load-on-hold = { $lpn } holds { $item } that may not be sold. It stays here
    .short = Not to be sold
load-from-elsewhere = The book has { $lpn } in { $location }, not at { $dock }. If it is here, scan it again
    .short = In { $location }? Again
ship-nothing = Nothing is on the truck of { $shipment }
    .short = Nothing loaded
ship-in-work = { $shipment } is still being loaded at { $station }
    .short = Busy: { $station }
ship-confirm = { $units ->
    [one] 1 unit leaves with { $shipment }? The same again books it
   *[other] { $units } units leave with { $shipment }? The same again books them
}
    .short = { $units } leave? Again
ship-partial = { $missing ->
    [one] { $lpn } is missing
   *[other] { $missing } are missing, as { $lpn }
}. Leave with only { $units }? The same again
    .short = { $missing } missing? Again
ship-goes-on = Booked in part: { $units ->
    [one] { $units } unit is
   *[other] { $units } units are
} still to be booked
    .short = { $units } to be booked
shipped = { $shipment } has left
    .short = Left: { $shipment }
loaded-cancelled = { $order } is cancelled: take { $lpn } off the truck (transfer)
    .short = Take { $lpn } off
ship-short = Missing: { $missing } { $item }. { $units ->
    [one] { $units } unit leaves
   *[other] { $units } units leave
} without that? The same again
    .short = { $missing } missing? Again
