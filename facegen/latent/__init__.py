"""Walking the latent space: from latents to pictures; it never reads data."""
