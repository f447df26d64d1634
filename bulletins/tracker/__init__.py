"""The Daily Tracker."""
