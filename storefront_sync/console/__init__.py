"""Pages for staff, shown inside Saleor's Dashboard: everything with a screen."""
