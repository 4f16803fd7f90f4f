"""Water power: drops -> turbines -> yield."""
