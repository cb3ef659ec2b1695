"""The figures of the report, each a pure function of `etl.eda.frames.Frames`."""
