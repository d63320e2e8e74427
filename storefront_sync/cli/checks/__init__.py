"""What `doctor` looks at, one file a concern. A finding tells what is wrong and what to do, by text key."""
