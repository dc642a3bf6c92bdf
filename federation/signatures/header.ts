// Reads the Signature header of draft-cavage-http-signatures-12, section 4.1, in one pass. What it gives is what is both
// checked and acted on; a parameter that occurs twice, or anything between them, is a refusal.

/** The parameters of a signature. `headers` are lower-case names in the order signed. */
export interface SignatureHeader {
  keyId: string;
  algorithm?: string;
  headers: string[];
  signature: Buffer;
  created?: number;
  expires?: number;
}

const lengthLimit = 8192;
const parameter = /([a-zA-Z]{1,20})=(?:"([^"\\]*)"|(\d{1,15}))\s*(?:,\s*|$)/y;

/** The signature in a header's value; undefined when it is malformed. */
export function readSignatureHeader(value: string): SignatureHeader | undefined {
  if (value.length === 0 || value.length > lengthLimit) return undefined;
  const found = new Map<string, string>();
  parameter.lastIndex = 0;
  while (parameter.lastIndex < value.length) {
    const match = parameter.exec(value);
    if (!match?.[1] || found.has(match[1])) return undefined;
    found.set(match[1], match[2] ?? match[3] ?? '');
  }
  const keyId = found.get('keyId');
  const signature = found.get('signature');
  const headers = (found.get('headers') ?? 'date').toLowerCase().split(' ').filter(Boolean);
  if (!keyId || !signature || headers.length === 0 || headers.length > 30 || new Set(headers).size !== headers.length)
    return undefined;
  const algorithm = found.get('algorithm');
  const created = seconds(found.get('created'));
  const expires = seconds(found.get('expires'));
  return {
    keyId,
    headers,
    signature: Buffer.from(signature, 'base64'),
    ...(algorithm !== undefined && { algorithm }),
    ...(created !== undefined && { created }),
    ...(expires !== undefined && { expires }),
  };
}

function seconds(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) : undefined;
}
