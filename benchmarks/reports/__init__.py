"""Made-up case reports with known values, and how well a draft is filled from them."""
