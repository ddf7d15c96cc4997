"""Questions of desks: windows of long lists, answered on a thread and a reading connection of their own."""
