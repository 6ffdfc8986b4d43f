"""The app that Django looks for its models in."""
