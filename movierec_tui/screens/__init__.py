"""One module for each thing a person looks at. Screens compose widgets and ask the library."""
