"""Years of sun and air: what files and shipped normals become before any panel is looked at."""
