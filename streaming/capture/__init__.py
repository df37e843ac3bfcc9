"""One small process per camera, free of Django: reads the source, keeps its state, serves its frames."""
