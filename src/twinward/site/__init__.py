"""The site: settings, addresses, the page shell, the command line and the gate. The only place that names every room; no room imports it."""
