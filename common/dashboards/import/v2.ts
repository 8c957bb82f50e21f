/** The V2 resource (elements and a layout) → classic. */
import { maxPanels } from '../limits.ts'
import type { JsonObject } from '../model.ts'
import type { Problems } from '../problems.ts'
import { isObject, objectOf, objectsOf, own, textOf } from '../read/values.ts'
import { layPanels } from './v2-layout.ts'
import { fromV2Variable } from './v2-variables.ts'

/** The resource itself, or only its spec. */
export function isV2(json: JsonObject): boolean {
  return isObject(json['elements']) && isObject(json['layout'])
}

export function fromV2(json: JsonObject, problems: Problems): JsonObject {
  const time = objectOf(json['timeSettings'])
  return {
    title: json['title'],
    description: json['description'],
    tags: json['tags'],
    editable: json['editable'],
    liveNow: json['liveNow'],
    links: json['links'],
    graphTooltip: { Crosshair: 1, Tooltip: 2 }[textOf(json['cursorSync'], 20)] ?? 0,
    time: { from: time['from'], to: time['to'] },
    refresh: time['autoRefresh'],
    timezone: time['timezone'],
    weekStart: time['weekStart'],
    fiscalYearStartMonth: time['fiscalYearStartMonth'],
    schemaVersion: 41,
    templating: { list: objectsOf(json['variables'], 1000).map(fromV2Variable) },
    annotations: { list: objectsOf(json['annotations'], 1000).map(annotationOf) },
    panels: layPanels(objectOf(json['layout']), panelsOf(objectOf(json['elements']), problems), problems),
  }
}

function panelsOf(elements: JsonObject, problems: Problems): (name: string) => JsonObject | undefined {
  if (Object.keys(elements).length > maxPanels)
    problems.add('elements', `more than ${maxPanels} panels: the rest is left out`)
  return (name) => {
    const element = own(elements, name)
    return isObject(element) ? panelOf(element) : undefined
  }
}

function panelOf(element: JsonObject): JsonObject {
  const spec = objectOf(element['spec'])
  const viz = objectOf(spec['vizConfig'])
  const vizSpec = objectOf(viz['spec'])
  const data = objectOf(objectOf(spec['data'])['spec'])
  const isLibrary = element['kind'] === 'LibraryPanel'
  return {
    id: spec['id'],
    title: spec['title'],
    description: spec['description'],
    links: spec['links'],
    transparent: spec['transparent'] === true,
    // Before it was named `group` the kind of the configuration was the type.
    type: isLibrary ? 'library panel' : (viz['group'] ?? viz['kind']),
    pluginVersion: viz['version'] ?? vizSpec['pluginVersion'],
    options: vizSpec['options'],
    fieldConfig: vizSpec['fieldConfig'],
    targets: objectsOf(data['queries'], 1000).map(targetOf),
    transformations: objectsOf(data['transformations'], 1000).map(transformationOf),
    ...objectOf(data['queryOptions']),
  }
}

function targetOf(query: JsonObject): JsonObject {
  const spec = objectOf(query['spec'])
  const inner = objectOf(spec['query'])
  const kind = inner['group'] ?? inner['kind']
  const datasource = inner['datasource'] ?? spec['datasource']
  const uid = objectOf(datasource)['uid'] ?? objectOf(datasource)['name']
  return {
    ...objectOf(inner['spec']),
    refId: spec['refId'],
    hide: spec['hidden'] === true,
    datasource: { type: kind, uid },
  }
}

function transformationOf(transformation: JsonObject): JsonObject {
  const spec = objectOf(transformation['spec'])
  return { ...spec, id: transformation['group'] ?? spec['id'] ?? transformation['kind'] }
}

function annotationOf(annotation: JsonObject): JsonObject {
  const spec = objectOf(annotation['spec'])
  const query = objectOf(objectOf(spec['query'])['spec'])
  return {
    ...spec,
    builtIn: spec['builtIn'] === true ? 1 : 0,
    ...(typeof query['expr'] === 'string' && { expr: query['expr'] }),
    target: query,
  }
}
