### Returns

return-title = Return
return-ask-what = Scan the return or the order, or choose. Goods without papers: scan the goods
    .short = Return, order, item?
return-ask-item = { $document }: scan what comes back
    .short = What comes back?
return-ask-expiry = Scan or type the date of { $item }
    .short = Date of { $item }?
return-ask-quantity = Scan each piece or type how many, then Done
    .short = How many? Done
return-ask-reason = Why does it come back?
    .short = Why is it back?
return-ask-grade = How good is it?
return-ask-target = Scan where it goes. It stays here: Done
    .short = Where to?
return-line = { $item }: { $left } back at most
    .short = { $item }: { $left }
return-grade-line = Grade { $grade }, { $quantity ->
    [one] { $quantity } piece
   *[other] { $quantity } pieces
}
    .short = { $grade }: { $quantity }
return-reason-damaged = Damaged
return-reason-wrong-item = Wrong item
return-reason-not-wanted = Not wanted
return-reason-other = Another reason
return-grade-a = A: as new, back to stock
    .short = A: to stock
return-grade-b = B: must be refurbished
    .short = B: refurbish
return-grade-c = C: scrap
return-grade-v = V: back to the vendor
    .short = V: vendor
return-why = Why does it come back?
    .short = Why?
return-how-good = How good is it?
    .short = Grade?
return-where = Where does { $item } go?
    .short = Where to?
return-booked = { $quantity } { $item } came back, now in { $place }
    .short = { $quantity } in { $place }
return-enough = Nothing more comes back for { $document } now
    .short = Enough for now
return-not-one = { $document } is no return and no order
    .short = No return
return-nothing-shipped = Nothing was picked for { $order } yet: nothing can come back
    .short = Nothing shipped
return-not-shipped = { $item } was not shipped for { $document }
    .short = Not of { $document }
return-too-many = { $quantity } { $item } are too many: { $left } may come back
    .short = Only { $left }
return-expired = { $item } expired on { $expiry }: not back to stock
    .short = Expired: { $expiry }
return-recalled = Lot { $lot } of { $item } is recalled: not back to stock
    .short = Recalled: { $lot }
finding-return-blind = { $quantity } of { $item } came back without papers
finding-return-unlisted = { $quantity } of { $item } came back that { $document } does not name
return-scan-each = Each { $item } has a weight of its own: scan each
    .short = Scan each piece
return-short = { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
} of { $document } did not come back whole. Done again closes it all the same
    .short = { $lines } open. Again?
