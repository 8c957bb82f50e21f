/** A segment is a file of records: length, checksum and number of samples, 4 bytes each, then the request's bytes. */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { crc32 } from '../encode/crc32.ts'

export const headerBytes = 12
/** No request is longer, so that a broken length makes nobody allocate gigabytes. */
export const maxRecordBytes = 4 * 1024 * 1024

export type Stored = { payload: Buffer; samples: number }

export function packRecord({ payload, samples }: Stored): Buffer {
  const record = Buffer.allocUnsafe(headerBytes + payload.length)
  record.writeUInt32LE(payload.length, 0)
  record.writeUInt32LE(samples, 8)
  payload.copy(record, headerBytes)
  record.writeUInt32LE(crc32(record.subarray(8)), 4)
  return record
}

/** The record at `at`, or undefined where there is none that is whole. */
export function readRecord(file: number, at: number): Stored | undefined {
  const header = Buffer.alloc(headerBytes)
  if (readSync(file, header, 0, headerBytes, at) < headerBytes) return undefined
  const length = header.readUInt32LE(0)
  if (length === 0 || length > maxRecordBytes) return undefined
  const record = Buffer.allocUnsafe(4 + length)
  header.copy(record, 0, 8)
  if (readSync(file, record, 4, length, at + headerBytes) < length) return undefined
  if (crc32(record) !== header.readUInt32LE(4)) return undefined
  return { payload: record.subarray(4), samples: header.readUInt32LE(8) }
}

/** Counts what is whole in a file that an earlier process left, and cuts off what is not. */
export function repairSegment(path: string): { bytes: number; samples: number; cutBytes: number } {
  const file = openSync(path, 'r+')
  try {
    let [bytes, samples] = [0, 0]
    for (let record = readRecord(file, 0); record; record = readRecord(file, bytes)) {
      bytes += headerBytes + record.payload.length
      samples += record.samples
    }
    const cutBytes = fstatSync(file).size - bytes
    if (cutBytes > 0) ftruncateSync(file, bytes)
    return { bytes, samples, cutBytes }
  } finally {
    closeSync(file)
  }
}

/** Writes all of it or nothing: what a full disk took half of is cut off again. */
export function appendRecord(file: number, at: number, record: Buffer): void {
  try {
    let written = 0
    while (written < record.length) written += writeSync(file, record, written, record.length - written, at + written)
  } catch (error) {
    ftruncateSync(file, at)
    throw error
  }
}
