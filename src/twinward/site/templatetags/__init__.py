"""What templates of every room may call: components, and the words of days, numbers and countries."""
