"""Container images: references, locks, registries and the engines that build them."""
