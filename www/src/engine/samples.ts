// Written by the tests of the crate `onegrid-wasm`: one sample of every type it sends.
import type {
  BarrierNear,
  Card,
  CommunityRow,
  Conflicts,
  CrosswalkRow,
  Edit,
  Effect,
  Entry,
  ExportFile,
  History,
  InspectedLayer,
  Located,
  Opened,
  Policy,
  PolicyChange,
  PolicyForm,
  Problem,
  Report,
  SavedInfo,
  Scorecard,
  Snap,
  UnitAt,
  Violation,
  ZoneRow,
} from './pkg/onegrid';

export const opened = {
  "name": "sample",
  "layers": [
    {
      "id": "civil",
      "name": "name of civil",
      "role": "base",
      "features": 3,
      "rejected": 0
    },
    {
      "id": "police",
      "name": "name of police",
      "role": "department",
      "features": 2,
      "rejected": 0
    },
    {
      "id": "roads",
      "name": "name of roads",
      "role": "barrier",
      "features": 1,
      "rejected": 0
    }
  ],
  "policies": [
    {
      "id": "general-300-500",
      "nameZh": "通用 300—500 户",
      "nameEn": "General, 300 to 500 households"
    }
  ],
  "bounds": [
    118.0,
    29.99,
    118.03,
    30.02
  ]
} satisfies Opened;

export const edits = [
  {
    "kind": "reassign",
    "units": [
      "05eabda31f4793ee"
    ],
    "to": 2
  },
  {
    "kind": "reassign",
    "units": [
      "05eabda31f4793ee"
    ]
  },
  {
    "kind": "merge-zones",
    "zones": [
      1,
      2
    ]
  },
  {
    "kind": "split-zone",
    "zone": 1,
    "by": {
      "line": [
        [
          118.01,
          29.9
        ],
        [
          118.01,
          30.1
        ]
      ]
    }
  },
  {
    "kind": "split-zone",
    "zone": 1,
    "by": "balanced"
  },
  {
    "kind": "split-zone",
    "zone": 1,
    "by": {
      "barrier": 0
    }
  },
  {
    "kind": "redraw-border",
    "between": [
      1,
      2
    ],
    "line": [
      [
        118.01,
        29.9
      ],
      [
        118.01,
        30.1
      ]
    ]
  },
  {
    "kind": "create-exclusive",
    "polygon": [
      [
        118.0,
        30.0
      ],
      [
        118.01,
        30.0
      ],
      [
        118.01,
        30.01
      ]
    ],
    "name": "School",
    "class": "campus"
  },
  {
    "kind": "lock",
    "zones": [
      1
    ]
  },
  {
    "kind": "unlock",
    "zones": [
      1
    ]
  },
  {
    "kind": "rename",
    "zone": 1,
    "name": "North"
  },
  {
    "kind": "set-class",
    "zone": 1,
    "class": "exclusive"
  },
  {
    "kind": "set-code",
    "zone": 1,
    "code": "990101001001009"
  },
  {
    "kind": "set-policy",
    "policy": {
      "onegrid_policy": 1,
      "id": "general-300-500",
      "name_zh": "通用 300—500 户",
      "name_en": "General, 300 to 500 households",
      "measure": "households",
      "size": {
        "min": 300,
        "max": 500,
        "target": 400,
        "citation_zh": "市级网格化服务管理条例(建标库 171520)第八条:综合网格一般按常住 300—500 户划分",
        "citation_en": "municipal regulation on grid services (Jianbiaoku 171520), art. 8: a general grid has 300 to 500 resident households"
      },
      "community": {
        "citation_zh": "DB6101/T 3185-2024:所有网格都应归属于某一行政村或社区",
        "citation_en": "DB6101/T 3185-2024: every grid belongs to one village or community"
      },
      "coverage": {
        "citation_zh": "全域覆盖、不重不漏,以现行综治网格划分为基础",
        "citation_en": "full cover without overlap or gap, based on the present public-order grid"
      },
      "code": {
        "sequence_digits": 3,
        "citation_zh": "DB11/T 2157-2023:12 位社区代码加 3 位顺序码,从西向东、由北至南",
        "citation_en": "DB11/T 2157-2023: 12-digit community code and 3-digit sequence, west to east, north to south",
        "order": "west-east-in-bands"
      },
      "priority": [],
      "layer_weights": {},
      "weights": {
        "moved": 10.0,
        "cells_cut": 4.0,
        "barrier": 3.0,
        "compactness": 2.0,
        "border": 2.0,
        "deviation": 1.0
      },
      "cleaning": {
        "sliver_width_m": 1.0,
        "sliver_area_m2": 1.0,
        "strip_width_m": 8.0,
        "gap_width_m": 10.0,
        "stray_point_m": 50.0
      },
      "keep_estates": true,
      "cut_exclusives": true,
      "split": {
        "allow": true,
        "estimated": true,
        "min_piece_m2": 500.0
      },
      "budget": {
        "moves_per_unit": 200,
        "moves_at_most": 400000,
        "exact_nodes": 60000,
        "optimum_units": 25,
        "optimum_nodes": 50000
      }
    }
  },
  {
    "kind": "resolve",
    "communities": [
      "990101001001"
    ]
  },
  {
    "kind": "renumber",
    "communities": [
      "990101001001"
    ]
  }
] satisfies Edit[];

export const preview = {
  "edit": "reassign",
  "zones": [
    {
      "key": 1,
      "change": "changed",
      "code": "990101001001001",
      "householdsBefore": 420,
      "householdsAfter": 300,
      "sizeBefore": 420,
      "sizeAfter": 300,
      "shapeChanged": true
    },
    {
      "key": 2,
      "change": "changed",
      "code": "990101001001002",
      "householdsBefore": 310,
      "householdsAfter": 430,
      "sizeBefore": 310,
      "sizeAfter": 430,
      "shapeChanged": true
    }
  ],
  "gone": [],
  "new": [],
  "before": {
    "hard": 0,
    "excess": 0.0,
    "objective": 8.61613037944622
  },
  "after": {
    "hard": 0,
    "excess": 0.0,
    "objective": 10.418192817802385
  },
  "communities": [
    "990101001001"
  ],
  "unitsMoved": 1,
  "moved": [
    "05eabda31f4793ee"
  ],
  "shapesChanged": true,
  "noteSentences": [],
  "undoDepth": 0,
  "redoDepth": 0
} satisfies Effect;

export const effect = {
  "edit": "split-zone",
  "zones": [
    {
      "key": 1,
      "change": "changed",
      "code": "990101001001001",
      "householdsBefore": 420,
      "householdsAfter": 240,
      "sizeBefore": 420,
      "sizeAfter": 240,
      "shapeChanged": true
    },
    {
      "key": 3,
      "change": "new",
      "code": "990101001001003",
      "householdsBefore": 0,
      "householdsAfter": 180,
      "sizeBefore": 0,
      "sizeAfter": 180,
      "shapeChanged": true
    }
  ],
  "gone": [],
  "new": [
    {
      "rule": "size.min",
      "strictness": "hard",
      "zone": 1,
      "code": "990101001001001",
      "community": "sample",
      "communityKey": "990101001001",
      "place": [
        118.01499999999996,
        30.005000024999998
      ],
      "measured": 240.0,
      "limit": 300.0,
      "sentence": "240 households < minimum 300 households",
      "citation": "municipal regulation on grid services (Jianbiaoku 171520), art. 8: a general grid has 300 to 500 resident households"
    },
    {
      "rule": "size.min",
      "strictness": "hard",
      "zone": 3,
      "code": "990101001001003",
      "community": "sample",
      "communityKey": "990101001001",
      "place": [
        118.005,
        30.005000025
      ],
      "measured": 180.0,
      "limit": 300.0,
      "sentence": "180 households < minimum 300 households",
      "citation": "municipal regulation on grid services (Jianbiaoku 171520), art. 8: a general grid has 300 to 500 resident households"
    }
  ],
  "before": {
    "hard": 0,
    "excess": 0.0,
    "objective": 8.61613037944622
  },
  "after": {
    "hard": 2,
    "excess": 0.6,
    "objective": 3.9547958263495837
  },
  "communities": [
    "990101001001"
  ],
  "unitsMoved": 1,
  "moved": [
    "4b45f1cadd0a9095"
  ],
  "shapesChanged": true,
  "noteSentences": [],
  "undoDepth": 1,
  "redoDepth": 0,
  "undoTitle": "split zone 990101001001001"
} satisfies Effect;

export const undone = {
  "edit": "lock",
  "zones": [
    {
      "key": 2,
      "change": "changed",
      "code": "990101001001002",
      "householdsBefore": 310,
      "householdsAfter": 310,
      "sizeBefore": 310,
      "sizeAfter": 310,
      "shapeChanged": false
    }
  ],
  "gone": [],
  "new": [],
  "before": {
    "hard": 2,
    "excess": 0.6,
    "objective": 3.9547958263495837
  },
  "after": {
    "hard": 2,
    "excess": 0.6,
    "objective": 3.9547958263495837
  },
  "communities": [
    "990101001001"
  ],
  "unitsMoved": 0,
  "moved": [],
  "shapesChanged": false,
  "noteSentences": [],
  "undoDepth": 1,
  "redoDepth": 1,
  "undoTitle": "split zone 990101001001001",
  "redoTitle": "lock zones 990101001001002"
} satisfies Effect;

export const history = {
  "done": [
    {
      "title": "split zone 990101001001001",
      "kind": "split-zone",
      "zones": [
        1,
        3
      ],
      "who": "Li",
      "when": "2026-01-01",
      "rule": "",
      "why": "people"
    }
  ],
  "undone": [
    {
      "title": "lock zones 990101001001002",
      "kind": "lock",
      "zones": [
        2
      ],
      "who": "Li",
      "when": "2026-01-01",
      "rule": "",
      "why": "people"
    }
  ]
} satisfies History;

export const rows = [
  {
    "key": 1,
    "code": "990101001001001",
    "name": "Grid 1",
    "community": "sample",
    "communityKey": "990101001001",
    "households": 240,
    "areaM2": 1069521.1732,
    "size": 240,
    "bounds": {
      "measure": "households",
      "min": 300,
      "max": 500,
      "target": 400
    },
    "state": "broken",
    "class": "general",
    "isLocked": false,
    "isEdited": true,
    "keptShare": 1.0,
    "place": [
      118.01499999999996,
      30.005000024999998
    ]
  },
  {
    "key": 2,
    "code": "990101001001002",
    "name": "Grid 2",
    "community": "sample",
    "communityKey": "990101001001",
    "households": 310,
    "areaM2": 1069521.1733,
    "size": 310,
    "bounds": {
      "measure": "households",
      "min": 300,
      "max": 500,
      "target": 400
    },
    "state": "kept",
    "class": "general",
    "isLocked": false,
    "isEdited": false,
    "keptShare": 1.0,
    "place": [
      118.025,
      30.005000025
    ]
  },
  {
    "key": 3,
    "code": "990101001001003",
    "name": "Grid 3",
    "community": "sample",
    "communityKey": "990101001001",
    "households": 180,
    "areaM2": 1069521.1733,
    "size": 180,
    "bounds": {
      "measure": "households",
      "min": 300,
      "max": 500,
      "target": 400
    },
    "state": "broken",
    "class": "general",
    "isLocked": false,
    "isEdited": true,
    "keptShare": 1.0,
    "place": [
      118.005,
      30.005000025
    ]
  }
] satisfies ZoneRow[];

export const communities = [
  {
    "key": "990101001001",
    "name": "sample",
    "code": "990101001001",
    "households": 730,
    "zones": 3
  }
] satisfies CommunityRow[];

export const card = {
  "key": 1,
  "code": "990101001001001",
  "name": "Grid 1",
  "community": "sample",
  "communityKey": "990101001001",
  "households": 240,
  "areaM2": 1069521.1732,
  "size": 240,
  "bounds": {
    "measure": "households",
    "min": 300,
    "max": 500,
    "target": 400
  },
  "state": "broken",
  "class": "general",
  "isLocked": false,
  "isEdited": true,
  "keptShare": 1.0,
  "place": [
    118.01499999999996,
    30.005000024999998
  ],
  "perimeterM": 4146.68,
  "baseCells": [
    {
      "key": "B",
      "households": 240
    }
  ],
  "reasons": [
    "kept: base cell B (all 240 households)"
  ],
  "violations": [
    "990101001001001: 240 households < minimum 300 households; a plan that holds the rule exists, this one was edited by hand (municipal regulation on grid services (Jianbiaoku 171520), art. 8: a general grid has 300 to 500 resident households)"
  ],
  "alternatives": [
    "could have joined 990101001001003 (+180 households, 420 households in all): objective +117.9 %, crosses Long Street (1109 m)",
    "could have joined 990101001001002 (+310 households, 550 households in all): but 550 > 500",
    "could have given part of base cell B (96 households of 240 households) to 990101001001003 (leaving 144 households, 276 households there): but 144 < 300, 276 < 300, crosses Long Street (1109 m)",
    "could have given part of base cell B (120 households of 240 households) to 990101001001002 (leaving 120 households, 430 households there): but 120 < 300",
    "could be split into two zones (120 households and 120 households), divided along name of police borders (1109 m of 1109 m): but 120 < 300, 120 < 300"
  ],
  "cells": [
    {
      "layer": "civil",
      "name": "name of civil",
      "cells": [
        {
          "key": "B",
          "ofCell": 1.0,
          "ofZone": 1.0,
          "areaM2": 1069521.173252,
          "households": 240
        }
      ]
    },
    {
      "layer": "police",
      "name": "name of police",
      "cells": [
        {
          "key": "P2",
          "ofCell": 0.27906976744186046,
          "ofZone": 0.5,
          "areaM2": 534760.586626,
          "households": 120
        },
        {
          "key": "P1",
          "ofCell": 0.34782608695652173,
          "ofZone": 0.4,
          "areaM2": 427808.469301,
          "households": 96
        }
      ]
    }
  ],
  "history": [
    {
      "title": "split zone 990101001001001",
      "kind": "split-zone",
      "zones": [
        1,
        3
      ],
      "who": "Li",
      "when": "2026-01-01",
      "rule": "",
      "why": "people"
    }
  ]
} satisfies Card;

export const crosswalk = [
  {
    "zone": 1,
    "code": "990101001001001",
    "share": 0.34782608695652173,
    "areaShare": 0.2857142857145719,
    "areaM2": 427808.469301,
    "households": 96
  },
  {
    "zone": 3,
    "code": "990101001001003",
    "share": 0.6521739130434783,
    "areaShare": 0.7142857142854281,
    "areaM2": 1069521.173251,
    "households": 180
  }
] satisfies CrosswalkRow[];

export const violations = [
  {
    "rule": "size.min",
    "strictness": "hard",
    "zone": 1,
    "code": "990101001001001",
    "community": "sample",
    "communityKey": "990101001001",
    "place": [
      118.01499999999996,
      30.005000024999998
    ],
    "measured": 240.0,
    "limit": 300.0,
    "sentence": "240 households < minimum 300 households",
    "citation": "municipal regulation on grid services (Jianbiaoku 171520), art. 8: a general grid has 300 to 500 resident households"
  },
  {
    "rule": "size.min",
    "strictness": "hard",
    "zone": 3,
    "code": "990101001001003",
    "community": "sample",
    "communityKey": "990101001001",
    "place": [
      118.005,
      30.005000025
    ],
    "measured": 180.0,
    "limit": 300.0,
    "sentence": "180 households < minimum 300 households",
    "citation": "municipal regulation on grid services (Jianbiaoku 171520), art. 8: a general grid has 300 to 500 resident households"
  }
] satisfies Violation[];

export const conflicts = {
  "total": 1,
  "slivers": 0,
  "rows": [
    {
      "kind": "gap",
      "name": "gap",
      "layer": "police",
      "layerName": "name of police",
      "cells": [
        "P1",
        "P2"
      ],
      "place": [
        118.0145,
        30.005000025
      ],
      "sentence": "recorded: the department has no cell here, the new grid covers it",
      "isSliver": false,
      "areaM2": 106952.117325,
      "widthM": 88.75644956418687,
      "households": 24
    }
  ]
} satisfies Conflicts;

export const scorecard = {
  "start": {
    "zones": 2,
    "inBounds": 2,
    "exempt": 0,
    "hardBroken": 0,
    "softBroken": 0,
    "excess": 0.0,
    "objective": 8.61613037944622,
    "householdsKeptShare": 0.7534246575342466,
    "baseBorderKeptShare": 0.5,
    "compactness": 0.754827,
    "departments": [
      {
        "layer": "police",
        "name": "name of police",
        "wholeShare": 0.3909348441926346
      }
    ]
  },
  "saved": {
    "zones": 2,
    "inBounds": 2,
    "exempt": 0,
    "hardBroken": 0,
    "softBroken": 0,
    "excess": 0.0,
    "objective": 8.61613037944622,
    "householdsKeptShare": 0.7534246575342466,
    "baseBorderKeptShare": 0.5,
    "compactness": 0.754827,
    "departments": [
      {
        "layer": "police",
        "name": "name of police",
        "wholeShare": 0.3909348441926346
      }
    ]
  },
  "now": {
    "zones": 3,
    "inBounds": 1,
    "exempt": 0,
    "hardBroken": 2,
    "softBroken": 0,
    "excess": 0.6,
    "objective": 3.9547958263495837,
    "householdsKeptShare": 1.0,
    "baseBorderKeptShare": 1.0,
    "compactness": 0.781624,
    "departments": [
      {
        "layer": "police",
        "name": "name of police",
        "wholeShare": 0.0
      }
    ]
  }
} satisfies Scorecard;

export const unit = {
  "unit": "05eabda31f4793ee",
  "zone": 1,
  "households": 120,
  "areaM2": 534760.5866
} satisfies UnitAt;

export const barriers = [] satisfies BarrierNear[];

export const snap = {
  "place": [
    118.01,
    30.0
  ],
  "kind": "border",
  "isVertex": true,
  "distanceM": 9.648628025129229
} satisfies Snap;

export const here = {
  "code": "990101001001001",
  "community": "sample",
  "layers": [
    {
      "name": "name of civil",
      "keys": [
        "B"
      ]
    },
    {
      "name": "name of police",
      "keys": [
        "P2"
      ]
    }
  ]
} satisfies Located;

export const form = {
  "id": "general-300-500",
  "nameZh": "通用 300—500 户",
  "nameEn": "General, 300 to 500 households",
  "rules": [
    {
      "id": "budget",
      "nameZh": "搜索预算",
      "nameEn": "budget of the search",
      "citationZh": "",
      "citationEn": "",
      "isSet": true,
      "isOptional": false,
      "fields": [
        {
          "path": "budget.exact_nodes",
          "nameZh": "精确搜索节点数",
          "nameEn": "nodes of the exact search",
          "kind": "count",
          "value": 60000,
          "unitZh": "",
          "unitEn": ""
        },
        {
          "path": "budget.moves_at_most",
          "nameZh": "尝试数上限",
          "nameEn": "most trials",
          "kind": "count",
          "value": 400000,
          "unitZh": "",
          "unitEn": ""
        },
        {
          "path": "budget.moves_per_unit",
          "nameZh": "每单元尝试数",
          "nameEn": "trials per unit",
          "kind": "count",
          "value": 200,
          "unitZh": "",
          "unitEn": ""
        },
        {
          "path": "budget.optimum_nodes",
          "nameZh": "求最优的节点数",
          "nameEn": "nodes for the best plan",
          "kind": "count",
          "value": 50000,
          "unitZh": "",
          "unitEn": ""
        },
        {
          "path": "budget.optimum_units",
          "nameZh": "求最优的单元数",
          "nameEn": "units for the best plan",
          "kind": "count",
          "value": 25,
          "unitZh": "",
          "unitEn": "",
          "least": 0.0,
          "most": 32.0
        }
      ]
    },
    {
      "id": "cleaning",
      "nameZh": "清理",
      "nameEn": "cleaning",
      "citationZh": "",
      "citationEn": "",
      "isSet": true,
      "isOptional": false,
      "fields": [
        {
          "path": "cleaning.gap_width_m",
          "nameZh": "社区间缝隙宽度",
          "nameEn": "width of gaps between communities",
          "kind": "number",
          "value": 10.0,
          "unitZh": "m",
          "unitEn": "m"
        },
        {
          "path": "cleaning.sliver_area_m2",
          "nameZh": "碎面面积",
          "nameEn": "area of slivers",
          "kind": "number",
          "value": 1.0,
          "unitZh": "m²",
          "unitEn": "m²",
          "least": 0.0,
          "most": 1000000.0
        },
        {
          "path": "cleaning.sliver_width_m",
          "nameZh": "碎面宽度",
          "nameEn": "width of slivers",
          "kind": "number",
          "value": 1.0,
          "unitZh": "m",
          "unitEn": "m",
          "least": 0.0,
          "most": 1000.0
        },
        {
          "path": "cleaning.stray_point_m",
          "nameZh": "户点偏离距离",
          "nameEn": "distance of stray points",
          "kind": "number",
          "value": 50.0,
          "unitZh": "m",
          "unitEn": "m"
        },
        {
          "path": "cleaning.strip_width_m",
          "nameZh": "窄条宽度",
          "nameEn": "width of strips",
          "kind": "number",
          "value": 8.0,
          "unitZh": "m",
          "unitEn": "m",
          "least": 0.0,
          "most": 1000.0
        }
      ]
    },
    {
      "id": "code",
      "nameZh": "编码",
      "nameEn": "codes",
      "citationZh": "DB11/T 2157-2023:12 位社区代码加 3 位顺序码,从西向东、由北至南",
      "citationEn": "DB11/T 2157-2023: 12-digit community code and 3-digit sequence, west to east, north to south",
      "isSet": true,
      "isOptional": false,
      "fields": [
        {
          "path": "code.order",
          "nameZh": "编号顺序",
          "nameEn": "order of numbers",
          "kind": "choice",
          "value": "west-east-in-bands",
          "unitZh": "",
          "unitEn": "",
          "choices": [
            {
              "value": "west-east-in-bands",
              "nameZh": "从西向东、由北至南",
              "nameEn": "west to east in bands from the north"
            },
            {
              "value": "north-south-in-strips",
              "nameZh": "从北向南、由西至东",
              "nameEn": "north to south in strips from the west"
            },
            {
              "value": "west-east",
              "nameZh": "从西向东",
              "nameEn": "west to east"
            },
            {
              "value": "north-south",
              "nameZh": "从北向南",
              "nameEn": "north to south"
            }
          ]
        },
        {
          "path": "code.sequence_digits",
          "nameZh": "顺序码位数",
          "nameEn": "digits of the sequence",
          "kind": "count",
          "value": 3,
          "unitZh": "位",
          "unitEn": "digits",
          "least": 1.0,
          "most": 9.0
        }
      ]
    },
    {
      "id": "community",
      "nameZh": "不跨社区",
      "nameEn": "no zone crosses a community line",
      "citationZh": "DB6101/T 3185-2024:所有网格都应归属于某一行政村或社区",
      "citationEn": "DB6101/T 3185-2024: every grid belongs to one village or community",
      "isSet": true,
      "isOptional": false,
      "fields": []
    },
    {
      "id": "coverage",
      "nameZh": "全覆盖、不重叠",
      "nameEn": "no gap, no overlap",
      "citationZh": "全域覆盖、不重不漏,以现行综治网格划分为基础",
      "citationEn": "full cover without overlap or gap, based on the present public-order grid",
      "isSet": true,
      "isOptional": false,
      "fields": []
    },
    {
      "id": "cut_exclusives",
      "nameZh": "专属网格单列",
      "nameEn": "exclusive areas are zones of their own",
      "citationZh": "",
      "citationEn": "",
      "isSet": true,
      "isOptional": false,
      "fields": [
        {
          "path": "cut_exclusives",
          "nameZh": "专属区域单独成格",
          "nameEn": "cut exclusive areas out",
          "kind": "flag",
          "value": true,
          "unitZh": "",
          "unitEn": ""
        }
      ]
    },
    {
      "id": "editing",
      "nameZh": "人工编辑",
      "nameEn": "editing",
      "citationZh": "",
      "citationEn": "",
      "isSet": true,
      "isOptional": false,
      "fields": [
        {
          "path": "editing.on_disconnected",
          "nameZh": "编辑使网格不连通时",
          "nameEn": "when an edit leaves parts that do not touch",
          "kind": "choice",
          "value": "refuse",
          "unitZh": "",
          "unitEn": "",
          "choices": [
            {
              "value": "refuse",
              "nameZh": "拒绝",
              "nameEn": "refuse"
            },
            {
              "value": "allow",
              "nameZh": "允许并列为违规",
              "nameEn": "allow, with a violation"
            }
          ]
        },
        {
          "path": "editing.on_hard",
          "nameZh": "编辑违反硬性规则时",
          "nameEn": "when an edit breaks a hard rule",
          "kind": "choice",
          "value": "allow",
          "unitZh": "",
          "unitEn": "",
          "choices": [
            {
              "value": "refuse",
              "nameZh": "拒绝",
              "nameEn": "refuse"
            },
            {
              "value": "allow",
              "nameZh": "允许并列为违规",
              "nameEn": "allow, with a violation"
            }
          ]
        }
      ]
    },
    {
      "id": "keep_estates",
      "nameZh": "小区保持完整",
      "nameEn": "estates stay whole",
      "citationZh": "",
      "citationEn": "",
      "isSet": true,
      "isOptional": false,
      "fields": [
        {
          "path": "keep_estates",
          "nameZh": "小区保持完整",
          "nameEn": "keep estates whole",
          "kind": "flag",
          "value": true,
          "unitZh": "",
          "unitEn": ""
        }
      ]
    },
    {
      "id": "layer_weights",
      "nameZh": "图层权重",
      "nameEn": "weights of layers",
      "citationZh": "",
      "citationEn": "",
      "isSet": true,
      "isOptional": false,
      "fields": []
    },
    {
      "id": "measure",
      "nameZh": "规模计量",
      "nameEn": "what sizes are measured in",
      "citationZh": "",
      "citationEn": "",
      "isSet": true,
      "isOptional": false,
      "fields": [
        {
          "path": "measure",
          "nameZh": "计量单位",
          "nameEn": "measure",
          "kind": "choice",
          "value": "households",
          "unitZh": "",
          "unitEn": "",
          "choices": [
            {
              "value": "households",
              "nameZh": "户",
              "nameEn": "households"
            },
            {
              "value": "area-m2",
              "nameZh": "面积(m²)",
              "nameEn": "area in m²"
            },
            {
              "value": "none",
              "nameZh": "不计量",
              "nameEn": "nothing"
            }
          ]
        }
      ]
    },
    {
      "id": "priority",
      "nameZh": "图层优先顺序",
      "nameEn": "order of layers",
      "citationZh": "",
      "citationEn": "",
      "isSet": true,
      "isOptional": false,
      "fields": [
        {
          "path": "priority",
          "nameZh": "先后顺序",
          "nameEn": "order",
          "kind": "list",
          "value": [],
          "unitZh": "",
          "unitEn": ""
        }
      ]
    },
    {
      "id": "rules.compactness",
      "nameZh": "最小紧凑度",
      "nameEn": "least compactness",
      "citationZh": "",
      "citationEn": "",
      "isSet": false,
      "isOptional": true,
      "strictness": "weighted",
      "weight": 1.0,
      "fields": [
        {
          "path": "rules.compactness.least",
          "nameZh": "最小值",
          "nameEn": "least",
          "kind": "number",
          "value": 0.1,
          "unitZh": "",
          "unitEn": "",
          "least": 0.0,
          "most": 1.0
        },
        {
          "path": "rules.compactness.strictness",
          "nameZh": "强制程度",
          "nameEn": "strictness",
          "kind": "choice",
          "value": "weighted",
          "unitZh": "",
          "unitEn": "",
          "choices": [
            {
              "value": "hard",
              "nameZh": "硬性",
              "nameEn": "hard"
            },
            {
              "value": "weighted",
              "nameZh": "加权",
              "nameEn": "weighted"
            }
          ],
          "part": "strictness"
        },
        {
          "path": "rules.compactness.weight",
          "nameZh": "权重",
          "nameEn": "weight",
          "kind": "number",
          "value": 1.0,
          "unitZh": "",
          "unitEn": "",
          "least": 0.0,
          "most": 1000.0,
          "part": "weight"
        }
      ]
    },
    {
      "id": "rules.exact",
      "nameZh": "精确搜索",
      "nameEn": "exact search",
      "citationZh": "",
      "citationEn": "",
      "isSet": true,
      "isOptional": false,
      "fields": [
        {
          "path": "rules.exact",
          "nameZh": "小范围求最优解",
          "nameEn": "search small parts to the best division",
          "kind": "flag",
          "value": false,
          "unitZh": "",
          "unitEn": ""
        }
      ]
    },
    {
      "id": "rules.forbidden",
      "nameZh": "不得跨越的界线",
      "nameEn": "lines that no zone crosses",
      "citationZh": "",
      "citationEn": "",
      "isSet": false,
      "isOptional": true,
      "fields": [
        {
          "path": "rules.forbidden.classes",
          "nameZh": "类别",
          "nameEn": "classes",
          "kind": "list",
          "value": [
            "rail"
          ],
          "unitZh": "",
          "unitEn": ""
        },
        {
          "path": "rules.forbidden.layers",
          "nameZh": "图层",
          "nameEn": "layers",
          "kind": "list",
          "value": [],
          "unitZh": "",
          "unitEn": ""
        }
      ]
    },
    {
      "id": "rules.island",
      "nameZh": "岛屿单独成格",
      "nameEn": "islands have zones of their own",
      "citationZh": "",
      "citationEn": "",
      "isSet": false,
      "isOptional": true,
      "fields": [
        {
          "path": "rules.island.least",
          "nameZh": "不少于",
          "nameEn": "at least",
          "kind": "count",
          "value": 1,
          "unitZh": "",
          "unitEn": ""
        },
        {
          "path": "rules.island.of",
          "nameZh": "计量",
          "nameEn": "of",
          "kind": "text",
          "value": "households",
          "unitZh": "",
          "unitEn": ""
        },
        {
          "path": "rules.island.where_counted",
          "nameZh": "仅在有此数据时适用",
          "nameEn": "only where it is counted",
          "kind": "flag",
          "value": true,
          "unitZh": "",
          "unitEn": ""
        }
      ]
    },
    {
      "id": "rules.locked_border",
      "nameZh": "不得移动的边界",
      "nameEn": "borders that never move",
      "citationZh": "",
      "citationEn": "",
      "isSet": false,
      "isOptional": true,
      "fields": [
        {
          "path": "rules.locked_border.classes",
          "nameZh": "类别",
          "nameEn": "classes",
          "kind": "list",
          "value": [
            "river"
          ],
          "unitZh": "",
          "unitEn": ""
        },
        {
          "path": "rules.locked_border.layers",
          "nameZh": "图层",
          "nameEn": "layers",
          "kind": "list",
          "value": [],
          "unitZh": "",
          "unitEn": ""
        }
      ]
    },
    {
      "id": "rules.stability",
      "nameZh": "与上一版保持一致",
      "nameEn": "staying with the plan before",
      "citationZh": "",
      "citationEn": "",
      "isSet": true,
      "isOptional": false,
      "fields": [
        {
          "path": "rules.stability",
          "nameZh": "权重",
          "nameEn": "weight",
          "kind": "number",
          "value": 0.0,
          "unitZh": "",
          "unitEn": "",
          "least": 0.0,
          "most": 1000.0
        }
      ]
    },
    {
      "id": "rules.width_m",
      "nameZh": "最小宽度",
      "nameEn": "least width",
      "citationZh": "",
      "citationEn": "",
      "isSet": false,
      "isOptional": true,
      "strictness": "weighted",
      "weight": 1.0,
      "fields": [
        {
          "path": "rules.width_m.least",
          "nameZh": "最小值",
          "nameEn": "least",
          "kind": "number",
          "value": 20.0,
          "unitZh": "m",
          "unitEn": "m",
          "least": 0.0,
          "most": 1000000.0
        },
        {
          "path": "rules.width_m.strictness",
          "nameZh": "强制程度",
          "nameEn": "strictness",
          "kind": "choice",
          "value": "weighted",
          "unitZh": "",
          "unitEn": "",
          "choices": [
            {
              "value": "hard",
              "nameZh": "硬性",
              "nameEn": "hard"
            },
            {
              "value": "weighted",
              "nameZh": "加权",
              "nameEn": "weighted"
            }
          ],
          "part": "strictness"
        },
        {
          "path": "rules.width_m.weight",
          "nameZh": "权重",
          "nameEn": "weight",
          "kind": "number",
          "value": 1.0,
          "unitZh": "",
          "unitEn": "",
          "least": 0.0,
          "most": 1000.0,
          "part": "weight"
        }
      ]
    },
    {
      "id": "rules.zones",
      "nameZh": "社区网格数上限",
      "nameEn": "most zones in a community",
      "citationZh": "",
      "citationEn": "",
      "isSet": false,
      "isOptional": true,
      "fields": [
        {
          "path": "rules.zones.most",
          "nameZh": "最多",
          "nameEn": "most",
          "kind": "count",
          "value": 20,
          "unitZh": "个",
          "unitEn": "zones"
        }
      ]
    },
    {
      "id": "size",
      "nameZh": "规模上下限",
      "nameEn": "bounds of size",
      "citationZh": "市级网格化服务管理条例(建标库 171520)第八条:综合网格一般按常住 300—500 户划分",
      "citationEn": "municipal regulation on grid services (Jianbiaoku 171520), art. 8: a general grid has 300 to 500 resident households",
      "isSet": true,
      "isOptional": true,
      "fields": [
        {
          "path": "size.max",
          "nameZh": "上限",
          "nameEn": "maximum",
          "kind": "count",
          "value": 500,
          "unitZh": "",
          "unitEn": ""
        },
        {
          "path": "size.min",
          "nameZh": "下限",
          "nameEn": "minimum",
          "kind": "count",
          "value": 300,
          "unitZh": "",
          "unitEn": ""
        },
        {
          "path": "size.target",
          "nameZh": "目标",
          "nameEn": "target",
          "kind": "count",
          "value": 400,
          "unitZh": "",
          "unitEn": ""
        }
      ]
    },
    {
      "id": "split",
      "nameZh": "直线切分",
      "nameEn": "straight cuts",
      "citationZh": "",
      "citationEn": "",
      "isSet": true,
      "isOptional": false,
      "fields": [
        {
          "path": "split.allow",
          "nameZh": "允许直线切分",
          "nameEn": "allow straight cuts",
          "kind": "flag",
          "value": true,
          "unitZh": "",
          "unitEn": ""
        },
        {
          "path": "split.estimated",
          "nameZh": "户数为估计时也切分",
          "nameEn": "also where counts are estimates",
          "kind": "flag",
          "value": true,
          "unitZh": "",
          "unitEn": ""
        },
        {
          "path": "split.min_piece_m2",
          "nameZh": "最小切块",
          "nameEn": "smallest piece",
          "kind": "number",
          "value": 500.0,
          "unitZh": "m²",
          "unitEn": "m²"
        }
      ]
    },
    {
      "id": "weights",
      "nameZh": "目标权重",
      "nameEn": "weights of the objective",
      "citationZh": "",
      "citationEn": "",
      "isSet": true,
      "isOptional": false,
      "fields": [
        {
          "path": "weights.barrier",
          "nameZh": "跨越道路、河流",
          "nameEn": "barriers inside zones",
          "kind": "number",
          "value": 3.0,
          "unitZh": "",
          "unitEn": "",
          "least": 0.0,
          "most": 1000.0
        },
        {
          "path": "weights.border",
          "nameZh": "边界长度",
          "nameEn": "length of borders",
          "kind": "number",
          "value": 2.0,
          "unitZh": "",
          "unitEn": "",
          "least": 0.0,
          "most": 1000.0
        },
        {
          "path": "weights.cells_cut",
          "nameZh": "拆分部门网格",
          "nameEn": "cells of departments cut",
          "kind": "number",
          "value": 4.0,
          "unitZh": "",
          "unitEn": "",
          "least": 0.0,
          "most": 1000.0
        },
        {
          "path": "weights.compactness",
          "nameZh": "形状不紧凑",
          "nameEn": "shapes that are not compact",
          "kind": "number",
          "value": 2.0,
          "unitZh": "",
          "unitEn": "",
          "least": 0.0,
          "most": 1000.0
        },
        {
          "path": "weights.deviation",
          "nameZh": "偏离目标规模",
          "nameEn": "distance from the target",
          "kind": "number",
          "value": 1.0,
          "unitZh": "",
          "unitEn": "",
          "least": 0.0,
          "most": 1000.0
        },
        {
          "path": "weights.moved",
          "nameZh": "户数离开原网格",
          "nameEn": "households moved",
          "kind": "number",
          "value": 10.0,
          "unitZh": "",
          "unitEn": "",
          "least": 0.0,
          "most": 1000.0
        }
      ]
    }
  ]
} satisfies PolicyForm;

export const changes = [
  {
    "path": "size.max",
    "value": 450
  }
] satisfies PolicyChange[];

export const policy = {
  "onegrid_policy": 1,
  "id": "general-300-500",
  "name_zh": "通用 300—500 户",
  "name_en": "General, 300 to 500 households",
  "measure": "households",
  "size": {
    "min": 300,
    "max": 450,
    "target": 400,
    "citation_zh": "市级网格化服务管理条例(建标库 171520)第八条:综合网格一般按常住 300—500 户划分",
    "citation_en": "municipal regulation on grid services (Jianbiaoku 171520), art. 8: a general grid has 300 to 500 resident households"
  },
  "community": {
    "citation_zh": "DB6101/T 3185-2024:所有网格都应归属于某一行政村或社区",
    "citation_en": "DB6101/T 3185-2024: every grid belongs to one village or community"
  },
  "coverage": {
    "citation_zh": "全域覆盖、不重不漏,以现行综治网格划分为基础",
    "citation_en": "full cover without overlap or gap, based on the present public-order grid"
  },
  "code": {
    "sequence_digits": 3,
    "citation_zh": "DB11/T 2157-2023:12 位社区代码加 3 位顺序码,从西向东、由北至南",
    "citation_en": "DB11/T 2157-2023: 12-digit community code and 3-digit sequence, west to east, north to south",
    "order": "west-east-in-bands"
  },
  "priority": [],
  "layer_weights": {},
  "weights": {
    "moved": 10.0,
    "cells_cut": 4.0,
    "barrier": 3.0,
    "compactness": 2.0,
    "border": 2.0,
    "deviation": 1.0
  },
  "cleaning": {
    "sliver_width_m": 1.0,
    "sliver_area_m2": 1.0,
    "strip_width_m": 8.0,
    "gap_width_m": 10.0,
    "stray_point_m": 50.0
  },
  "keep_estates": true,
  "cut_exclusives": true,
  "split": {
    "allow": true,
    "estimated": true,
    "min_piece_m2": 500.0
  },
  "budget": {
    "moves_per_unit": 200,
    "moves_at_most": 400000,
    "exact_nodes": 60000,
    "optimum_units": 25,
    "optimum_nodes": 50000
  }
} satisfies Policy;

export const log = [
  {
    "edit": {
      "kind": "split-zone",
      "zone": 1,
      "by": {
        "barrier": 0
      }
    },
    "who": "Li",
    "when": "2026-01-01",
    "why": "people"
  }
] satisfies Entry[];

export const saved = {
  "source": {
    "kind": "folder",
    "name": "sample",
    "files": [
      {
        "name": "civil.geojson",
        "bytes": 2,
        "hash": "dc7048f8f8747f561349cde127705c16"
      }
    ]
  },
  "policy": {
    "id": "general-300-500",
    "nameZh": "通用 300—500 户",
    "nameEn": "General, 300 to 500 households"
  },
  "edits": 1
} satisfies SavedInfo;

export const files = [
  {
    "name": "zones.geojson",
    "nameZh": "统一网格",
    "nameEn": "zones"
  },
  {
    "name": "communities.geojson",
    "nameZh": "社区",
    "nameEn": "communities"
  },
  {
    "name": "crosswalk.csv",
    "nameZh": "新旧对照表",
    "nameEn": "crosswalk of old cells and zones"
  },
  {
    "name": "conflicts.geojson",
    "nameZh": "数据问题",
    "nameEn": "defects of the input"
  },
  {
    "name": "codes.csv",
    "nameZh": "编码登记",
    "nameEn": "register of codes"
  },
  {
    "name": "cuts.csv",
    "nameZh": "直线切分表",
    "nameEn": "table of straight cuts"
  },
  {
    "name": "cuts.geojson",
    "nameZh": "直线切分线",
    "nameEn": "lines of straight cuts"
  },
  {
    "name": "checks.csv",
    "nameZh": "验收检查",
    "nameEn": "acceptance checks"
  },
  {
    "name": "fingerprints.csv",
    "nameZh": "指纹",
    "nameEn": "fingerprints"
  },
  {
    "name": "reasons.csv",
    "nameZh": "划分理由",
    "nameEn": "reasons"
  },
  {
    "name": "violations.csv",
    "nameZh": "违规清单",
    "nameEn": "broken rules"
  },
  {
    "name": "policy.toml",
    "nameZh": "规则",
    "nameEn": "policy"
  },
  {
    "name": "report.html",
    "nameZh": "报告",
    "nameEn": "report"
  },
  {
    "name": "report.json",
    "nameZh": "报告数据",
    "nameEn": "figures of the report"
  }
] satisfies ExportFile[];

export const figures = {
  "policy": "General, 300 to 500 households",
  "remarks": [
    "no community layer came in: the whole extent counts as one community, crossing cannot be checked"
  ],
  "communities": 1,
  "zones": 3,
  "zonesInBounds": 1,
  "exempt": 0,
  "households": 730,
  "householdsOutside": 0,
  "householdsKeptShare": 1.0,
  "baseBorderKeptShare": 1.0,
  "checks": [
    {
      "name": "no overlap",
      "passed": true,
      "citation": "full cover without overlap or gap, based on the present public-order grid"
    },
    {
      "name": "no gap",
      "passed": true,
      "citation": "full cover without overlap or gap, based on the present public-order grid"
    },
    {
      "name": "within one community",
      "citation": "DB6101/T 3185-2024: every grid belongs to one village or community"
    },
    {
      "name": "closed and valid",
      "passed": true,
      "citation": "full cover without overlap or gap, based on the present public-order grid"
    },
    {
      "name": "connected",
      "passed": true,
      "citation": "full cover without overlap or gap, based on the present public-order grid"
    },
    {
      "name": "size within bounds",
      "passed": false,
      "citation": "municipal regulation on grid services (Jianbiaoku 171520), art. 8: a general grid has 300 to 500 resident households"
    },
    {
      "name": "codes",
      "passed": true,
      "citation": "DB11/T 2157-2023: 12-digit community code and 3-digit sequence, west to east, north to south"
    },
    {
      "name": "codes in order",
      "passed": true,
      "citation": "DB11/T 2157-2023: 12-digit community code and 3-digit sequence, west to east, north to south"
    },
    {
      "name": "no building or estate crossed",
      "citation": "Xiayang, Qingpu (Qingxiajie 2022 no. 41): estates go into units by their red lines"
    },
    {
      "name": "every old cell mapped",
      "passed": true,
      "citation": "all departmental grids go into the one net: every old cell is mapped, shares sum to 1"
    }
  ],
  "departments": [
    {
      "name": "name of police",
      "wholeShare": 0.0
    }
  ],
  "violations": [
    "990101001001001: 240 households < minimum 300 households; a plan that holds the rule exists, this one was edited by hand (municipal regulation on grid services (Jianbiaoku 171520), art. 8: a general grid has 300 to 500 resident households)",
    "990101001001003: 180 households < minimum 300 households; a plan that holds the rule exists, this one was edited by hand (municipal regulation on grid services (Jianbiaoku 171520), art. 8: a general grid has 300 to 500 resident households)"
  ],
  "notes": [
    {
      "community": "sample",
      "why": ""
    }
  ],
  "conflicts": [
    {
      "kind": "gap",
      "name": "gap",
      "count": 1,
      "slivers": 0
    }
  ]
} satisfies Report;

export const inspected = {
  "name": "civil",
  "features": 3,
  "geometry": "polygons",
  "crsGuess": "EPSG:4490",
  "columns": [
    {
      "name": "households",
      "kind": "count",
      "filled": 3,
      "samples": [
        "180",
        "240",
        "310"
      ]
    },
    {
      "name": "key",
      "kind": "text",
      "filled": 3,
      "samples": [
        "A",
        "B",
        "C"
      ]
    }
  ],
  "roleGuess": "base",
  "guess": {
    "key": [
      "key"
    ],
    "households": "households"
  },
  "bounds": [
    118.0,
    30.0,
    118.03,
    30.01
  ],
  "previewed": 3
} satisfies Omit<InspectedLayer, 'preview'>;

export const problem = {
  "code": "engine.unknown_layer",
  "message": "no layer has the id `nowhere`"
} satisfies Problem;
