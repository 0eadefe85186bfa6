"""Pages of complaints: opened on a contact, looked after, answered; the register and what is counted of it."""
