//! Plat models AWS networks and serverless designs.
