"""Three hundred people at once, and a rush of sign-ins, on the site's own processes."""
