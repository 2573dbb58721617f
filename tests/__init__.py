"""What holds for the whole house (contracts), what a person does in a browser (journeys), and what tests everywhere stand on."""
