"""The least that a read could be stored in: what vehicles' benchmarks insert into beside us."""

from __future__ import annotations

TABLE = """
CREATE TABLE IF NOT EXISTS benchmark_insert (
    id bigserial PRIMARY KEY, ocr_text varchar(100) NOT NULL,
    ocr_confidence double precision NOT NULL, vehicle_track_id varchar(64) NOT NULL)
"""
