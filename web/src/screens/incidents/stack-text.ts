import type { Exception, Frame } from '../../api.ts'

/** As a runtime would print it: the crash first, each cause below. */
export function stackText(exceptions: readonly Exception[]): string {
  return exceptions
    .toReversed()
    .map(({ type, value, frames }, index) => {
      const head = [type ?? 'Error', value].filter(Boolean).join(': ')
      return [
        `${index > 0 ? 'Caused by: ' : ''}${head}`,
        ...frames.toReversed().map((frame) => `    at ${frameText(frame)}`),
      ].join('\n')
    })
    .join('\n')
}

export function frameText(frame: Frame): string {
  return `${frame.function ?? '<anonymous>'} (${placeOf(frame)})`
}

/** `src/pay.ts:42:7`, as much of it as is known. */
type Place = Pick<Frame, 'file' | 'path' | 'module' | 'package' | 'line' | 'column'>

export function placeOf({ file, path, module, package: library, line, column }: Place): string {
  const place = file ?? path ?? module ?? library ?? 'unknown place'
  return [place, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')
}
