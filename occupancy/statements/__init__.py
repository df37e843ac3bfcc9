"""The statements that the ORM cannot say: bulk inserts and sums, the same on PostgreSQL and SQLite."""
