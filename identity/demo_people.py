"""The demo's employees: invented names, in the order of their codes."""

from __future__ import annotations

RECOGNISED = "Asha Thomas"
"""Whoever has the face at the drawn door; an invented person, like all of them."""

PRODUCTION, ASSEMBLY, QUALITY = "Production", "Assembly", "Quality"
MAINTENANCE, LOGISTICS, OFFICE, SECURITY = "Maintenance", "Logistics", "Office", "Security"

PEOPLE: tuple[tuple[str, str], ...] = (
    (RECOGNISED, QUALITY),
    ("Ramesh Iyer", PRODUCTION),
    ("Lakshmi Narayanan", PRODUCTION),
    ("Imran Sheikh", MAINTENANCE),
    ("Kavita Deshmukh", ASSEMBLY),
    ("Suresh Pillai", PRODUCTION),
    ("Fatima Khan", QUALITY),
    ("Manpreet Singh", LOGISTICS),
    ("Joseph Mathew", PRODUCTION),
    ("Anjali Kulkarni", OFFICE),
    ("Venkatesh Rao", PRODUCTION),
    ("Sunita Yadav", ASSEMBLY),
    ("Arjun Menon", MAINTENANCE),
    ("Deepa Krishnan", OFFICE),
    ("Mohammed Rafi", PRODUCTION),
    ("Pooja Bhatt", QUALITY),
    ("Gurpreet Kaur", ASSEMBLY),
    ("Nikhil Joshi", LOGISTICS),
    ("Tenzin Dorje", SECURITY),
    ("Rekha Patil", ASSEMBLY),
    ("Anil Gaikwad", PRODUCTION),
    ("Zoya Ansari", OFFICE),
    ("Harish Shetty", PRODUCTION),
    ("Maria Fernandes", QUALITY),
    ("Dinesh Chauhan", SECURITY),
    ("Bhavna Solanki", ASSEMBLY),
    ("Prakash Reddy", PRODUCTION),
    ("Sarah Okafor", OFFICE),
    ("Kiran Naik", MAINTENANCE),
    ("Yuki Tanaka", QUALITY),
    ("Rohit Bansal", LOGISTICS),
    ("Meena Kumari", ASSEMBLY),
    ("Lukas Weber", MAINTENANCE),
    ("Shabnam Bano", ASSEMBLY),
    ("Ganesh Hegde", PRODUCTION),
    ("Elena Rossi", OFFICE),
    ("Santosh Kadam", SECURITY),
    ("Nguyen Minh Anh", QUALITY),
    ("Vijay Chavan", PRODUCTION),
    ("Tomasz Kowalski", MAINTENANCE),
)
"""Name and department."""
