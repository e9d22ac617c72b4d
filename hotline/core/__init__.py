"""The ground: settings, database, doors, jobs, sealing, audit, errors, ids, clock. Imports no other room."""
