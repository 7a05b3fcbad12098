"""Parts of screens. A widget knows neither the screen it is on nor the app."""
