"""Which panels of a graph matter for a request: BM25 in memory, by tantivy.

Panels and links are documents of two fields, of which the title weighs more. English words are
stemmed; Chinese, Japanese and Korean text, which has no spaces, is indexed by its characters and
pairs of characters. A panel's relevance is its own score, half of that of its best link, and a
share of that of its best neighbour. Equal relevance is ordered by links, then by id, so the same
graph and request always give the same order.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import tantivy

_TITLE_WEIGHT = 3.0
_OF_A_LINK = 0.5
_OF_A_NEIGHBOUR = 0.3
_MOST_TERMS = 256
# The smallest heap that tantivy takes; one thread makes one segment, hence the same scores.
_HEAP_BYTES = 15_000_000
_ANALYZER = "nexus"

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def rank(graph: dict[str, Any], request: str) -> list[tuple[str, float]]:
    """All panels of a whole graph with their relevance, most relevant first.

    Args:
        graph: as `nexus_runtime.graph.Graph` describes it.
        request: what the user wants, in words.
    """
    own = _scores(graph, request)
    relevance = {panel: own.get(f"panels/{panel}", 0.0) for panel in graph["panels"]}
    best_link: dict[str, float] = defaultdict(float)
    best_neighbour: dict[str, float] = defaultdict(float)
    degree: dict[str, int] = defaultdict(int)
    for name, link in graph["links"].items():
        for end, other in ((link["source"], link["target"]), (link["target"], link["source"])):
            degree[end] += 1
            best_link[end] = max(best_link[end], own.get(f"links/{name}", 0.0))
            best_neighbour[end] = max(best_neighbour[end], relevance[other])
    total = {
        panel: round(
            score + _OF_A_LINK * best_link[panel] + _OF_A_NEIGHBOUR * best_neighbour[panel], 6
        )
        for panel, score in relevance.items()
    }
    order = sorted(total, key=lambda panel: (-total[panel], -degree[panel], panel))
    return [(panel, total[panel]) for panel in order]


def _scores(graph: dict[str, Any], request: str) -> dict[str, float]:
    analyzer = _analyzer()
    terms = list(dict.fromkeys(analyzer.analyze(_spaced(request))))[:_MOST_TERMS]
    if not terms or not graph["panels"]:
        return {}
    schema = (
        tantivy.SchemaBuilder()
        .add_text_field("key", stored=True, tokenizer_name="raw")
        .add_text_field("title", tokenizer_name=_ANALYZER)
        .add_text_field("data", tokenizer_name=_ANALYZER)
        .build()
    )
    index = tantivy.Index(schema)
    index.register_tokenizer(_ANALYZER, analyzer)
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    for kind in ("panels", "links"):
        for name, part in graph[kind].items():
            words = " ".join(_words(part.get("data", {})))
            title = part.get("title", "")
            writer.add_document(
                tantivy.Document(key=f"{kind}/{name}", title=_spaced(title), data=_spaced(words))
            )
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    found = searcher.search(_query(schema, terms), limit=max(1, searcher.num_docs)).hits
    return {searcher.doc(address)["key"][0]: score for score, address in found}


def _query(schema: tantivy.Schema, terms: list[str]) -> tantivy.Query:
    wanted = []
    for term in terms:
        title = tantivy.Query.term_query(schema, "title", term)
        wanted.append(tantivy.Query.boost_query(title, _TITLE_WEIGHT))
        wanted.append(tantivy.Query.term_query(schema, "data", term))
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in wanted])


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(64))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _spaced(text: str) -> str:
    """`text` with a space where one word ends and the next begins without one."""
    return _CJK.sub(lambda run: f" {_grams(run.group())} ", _CAMEL.sub(" ", text))


def _grams(run: str) -> str:
    return " ".join([*run, *(first + second for first, second in pairwise(run))])


def _words(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                yield key
                yield from _words(inner)
        case list():
            for inner in value:
                yield from _words(inner)
        case None | bool():
            return
        case _:
            yield str(value)
