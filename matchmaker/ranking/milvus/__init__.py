"""The ranker for stocks that no longer fit one machine; needs ``pip install "matchmaker[milvus]"``."""

from matchmaker.ranking.milvus.ranker import MilvusRanker

__all__ = ["MilvusRanker"]
