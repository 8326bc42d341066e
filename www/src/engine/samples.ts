// Written by the tests of the crate `onegrid-wasm`: one sample of every type it sends.
import type { Opened } from './pkg/onegrid';

export const opened = {
  "name": "sample",
  "layers": [
    {
      "id": "civil",
      "name": "name of civil",
      "role": "base",
      "features": 2,
      "rejected": 1
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
    99.5,
    30.0,
    102.0,
    31.0
  ]
} satisfies Opened;
