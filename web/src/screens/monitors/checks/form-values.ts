/** Between what the form of a monitor holds and the settings of the API. Pure. */
import type { CheckMonitor, NewCheckMonitor } from '../../../api.ts'
import { duration } from '../../../format.ts'
import { here, placesOf } from './place-words.ts'
import { initialValues, specOf, valuesOf, type CheckType, type SpecValues } from './spec.ts'

export type CheckBody = Omit<NewCheckMonitor, 'projectId'>

/** Numbers of the settings. An empty one is chosen by the server, by the interval; of a monitor that is there it stays. */
export const numberNames = [
  ...(['intervalSeconds', 'timeoutMs', 'retrySeconds', 'failuresToOpen', 'successesToResolve', 'slowToShow'] as const),
] as const

/** What the form shows of a monitor; of a new one the defaults of the server. */
export function initialOf(type: CheckType, monitor: CheckMonitor | undefined): SpecValues {
  return {
    name: monitor?.name ?? '',
    type,
    ...(monitor ? valuesOf(monitor.spec) : initialValues(type)),
    intervalSeconds: String(monitor?.intervalSeconds ?? 60),
    timeoutMs: String(monitor?.timeoutMs ?? ''),
    retrySeconds: String(monitor?.retrySeconds ?? ''),
    failuresToOpen: String(monitor?.failuresToOpen ?? 3),
    successesToResolve: String(monitor?.successesToResolve ?? 2),
    slowToShow: String(monitor?.slowToShow ?? 3),
    groupName: monitor?.groupName ?? '',
    labels: monitor?.labels.join(', ') ?? '',
    places: (monitor?.places ?? [here]).join(' '),
    quorum: String(monitor?.quorum ?? 1),
  }
}

/** As the API takes it; what is not right is said by the API, at its field. */
export function bodyOf(type: CheckType, values: SpecValues): CheckBody {
  return {
    name: (values['name'] ?? '').trim(),
    spec: specOf(type, values),
    ...Object.fromEntries(
      numberNames.flatMap((name) => ((values[name] ?? '').trim() === '' ? [] : [[name, Number(values[name])]])),
    ),
    groupName: (values['groupName'] ?? '').trim() || null,
    labels: (values['labels'] ?? '').split(/[,\s]+/).filter(Boolean),
    places: placesOf(values['places']),
    quorum: Number(values['quorum']),
  }
}

/** Seconds that can be chosen, in words. */
export const intervals = [
  ...[10, 20, 30, 60, 120, 300, 600, 1800, 3600, 21_600, 86_400].map((seconds) => ({
    value: String(seconds),
    word: duration(seconds * 1000),
  })),
]
