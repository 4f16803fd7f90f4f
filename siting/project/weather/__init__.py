"""Weather files as readings of one year: METPV-11, METPV-20, JMA, EPW, PVGIS, TMY3, NSRDB, plain CSV, twelve months."""
