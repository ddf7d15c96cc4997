"""The screen in browsers: a sign-in in front, a page of our own, a screen's process for each open page."""
