"""培训: skill and safety training and 以工代训, who was there and who signed (notice, 三（四）; R8 先训后上岗)."""
