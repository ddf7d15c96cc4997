"""What disks do to a book: no room, damage, a long log; and how the box stands still and goes on."""
