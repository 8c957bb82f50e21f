/** Runs the generator in a process of its own, so that its work is not taken for the program's. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Load, Measured } from './generator.ts'

export function runLoad(load: Load): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'generator.ts'), { serialization: 'advanced' })
    child.once('message', (measured) => resolve(measured as Measured)) // the only message that generator.ts sends
    child.once('exit', (code) => reject(new Error(`the generator ended with exit code ${code}`)))
    child.once('error', reject)
    child.send(load)
  })
}
