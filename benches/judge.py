#!/usr/bin/env python3
"""Judges a cleaned layer with GEOS, whichever tool cleaned it. usage: judge.py FILE (GeoJSON) -> one JSON line"""

import json
import sys

import numpy
import shapely

features = json.load(open(sys.argv[1]))
features = features["features"] if "features" in features else features["geometries"]
cells = [shapely.from_geojson(json.dumps(f.get("geometry", f))) for f in features if f.get("geometry", f)]
cells = numpy.array([c for c in cells if not c.is_empty], object)
one, other = shapely.STRtree(cells).query(cells, predicate="intersects")
pairs = one < other
overlap = shapely.area(shapely.intersection(cells[one[pairs]], cells[other[pairs]])).sum()
union = shapely.union_all(cells)
inner = [ring for part in shapely.get_parts(union) for ring in part.interiors]
print(json.dumps({
    "cells": len(cells),
    "area": round(float(shapely.area(cells).sum()), 1),
    "overlap_m2": round(float(overlap), 3),
    "gaps": len(inner),
    "gap_m2": round(float(sum(shapely.Polygon(ring).area for ring in inner)), 3),
    "in_pieces": int((shapely.get_num_geometries(cells) > 1).sum()),
    "coverage_valid": bool(shapely.coverage_is_valid(cells)),
}))
