### Was zu einer Durchfahrt entschieden wurde

portal-received = { $units ->
    [one] { $lpn } ist angenommen
   *[other] { $units } Einheiten sind angenommen, zuerst { $lpn }
}
    .short = An: { $lpn }
portal-agreed = Wie von Hand gebucht
portal-conflict = Im Buch steht es woanders
    .short = Im Buch woanders
portal-nothing = Nichts war zu buchen
