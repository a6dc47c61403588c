"""Where tables live: Parquet files written whole or not at all, and what each was made from."""

from passerelle.store.files import atomic_path, digest_of, write_json, write_text
from passerelle.store.tables import Build, read_table, write_table

__all__ = ["Build", "atomic_path", "digest_of", "read_table", "write_json", "write_table", "write_text"]
