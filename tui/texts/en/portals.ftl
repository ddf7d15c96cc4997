### What was decided on what passed a portal

portal-received = { $units ->
    [one] { $lpn } came in
   *[other] { $units } units came in, { $lpn } first
}
    .short = In: { $lpn }
portal-agreed = As it was booked by hand
    .short = As booked
portal-conflict = The book has it somewhere else
    .short = Booked elsewhere
portal-nothing = Nothing was to be booked
    .short = Nothing to book
