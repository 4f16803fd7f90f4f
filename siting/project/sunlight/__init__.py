"""What ``project.toml`` says of the sun: weather, layout of panels, shade, losses, glare; and the files it names."""
