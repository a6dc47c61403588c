"""Finding concepts by what people type: identifier, label, words, spelling."""

from __future__ import annotations

import threading
from typing import Any

import duckdb
from rapidfuzz import fuzz, process

from passerelle.taxonomy.labels import normalise

Hit = tuple[str, str, str, float, str]  # uri, label, language, score, how
_FILTER = "(?::text is null or c.kind = ?) and (?::text is null or l.language = ?)"
_MIN_SPELLING = 80.0
_INDEX = (
    """create table label_ids as
       select row_number() over (order by uri, language, kind, label) as label_id, * from labels""",
    """create table words as
       select distinct label_id, unnest(string_split(normalised, ' ')) as word from label_ids""",
    """create table idf as
       select word, ln(1 + (select count(*) from label_ids) / count(*)) as idf from words group by word""",
    """create table norms as
       select label_id, sqrt(sum(idf * idf)) as norm from words join idf using (word) group by label_id""",
)


class Search:
    """Search over the tables `concepts` and `labels` of one connection; the word index is made at its first use."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._indexed = False

    def find(self, text: str, *, kind: str | None, language: str | None, limit: int) -> list[Hit]:
        """At most `limit` hits, each concept once, the best first. See Taxonomy.find."""
        narrow = [kind, kind, language, language]
        text = text.strip()
        hits = self._by_identifier(text, kind) + self._by_label(normalise(text), narrow)
        if len(hits) < limit and normalise(text):
            hits += self._by_words(normalise(text), narrow, limit)
        if not hits and normalise(text):
            hits = self._by_spelling(normalise(text), narrow, limit)
        best: dict[str, Hit] = {}
        for hit in hits:
            best.setdefault(hit[0], hit)
        return list(best.values())[:limit]

    def _by_identifier(self, text: str, kind: str | None) -> list[Hit]:
        sql = """
            select c.uri, coalesce(c.preferred_label_en, c.notation, c.uri), 'en', 1.0::double,
                   case when c.uri = ? then 'uri' else 'notation' end
            from concepts c
            where (c.uri = ? or c.notation = ?) and (?::text is null or c.kind = ?) order by c.uri"""
        return self._rows(sql, [text, text, text, kind, kind])

    def _by_label(self, wanted: str, narrow: list[Any]) -> list[Hit]:
        sql = f"""
            select c.uri, l.label, l.language, 1.0::double, 'label'
            from labels l join concepts c using (uri) where l.normalised = ? and {_FILTER}
            order by case l.kind when 'preferred' then 0 when 'alternative' then 1 else 2 end,
                     l.language <> 'en', c.uri, l.language"""
        return self._rows(sql, [wanted, *narrow])

    def _by_words(self, wanted: str, narrow: list[Any], limit: int) -> list[Hit]:
        """Cosine of the words as sets, a word weighing the more the fewer labels have it."""
        self._index()
        sql = f"""
            with asked as (select distinct unnest(string_split(?, ' ')) as word),
            weighed as (
                select word, coalesce(idf, (select max(idf) from idf)) as idf from asked left join idf using (word)),
            shared as (
                select w.label_id, sum(q.idf * q.idf) as dot
                from weighed q join words w using (word) group by w.label_id),
            scored as (
                select c.uri, l.label, l.language, l.kind = 'preferred' as preferred,
                       dot / (n.norm * (select sqrt(sum(idf * idf)) from weighed)) as score
                from shared join norms n using (label_id) join label_ids l using (label_id)
                join concepts c using (uri) where {_FILTER})
            select uri, label, language, least(score, 1.0), 'words' from scored
            qualify row_number() over (
                partition by uri order by score desc, preferred desc, language <> 'en', label) = 1
            order by round(score, 9) desc, preferred desc, uri limit ?"""
        return self._rows(sql, [wanted, *narrow, limit])

    def _by_spelling(self, wanted: str, narrow: list[Any], limit: int) -> list[Hit]:
        sql = f"""
            select c.uri, l.label, l.language, l.normalised
            from labels l join concepts c using (uri) where {_FILTER} order by all"""
        rows = self._connection.cursor().execute(sql, narrow).fetchall()
        found = process.extract(
            wanted, [r[3] for r in rows], scorer=fuzz.ratio, limit=limit * 5, score_cutoff=_MIN_SPELLING
        )
        return [(*rows[i][:3], score / 100, "spelling") for _, score, i in found]

    def _rows(self, sql: str, values: list[Any]) -> list[Hit]:
        return [
            (r[0], r[1], r[2], float(r[3]), r[4]) for r in self._connection.cursor().execute(sql, values).fetchall()
        ]

    def _index(self) -> None:
        with self._lock:
            if self._indexed:
                return
            for statement in _INDEX:
                self._connection.execute(statement)
            self._indexed = True
