"""The composition root: it puts the parts together and is known by none of them."""
