// The form of the catalogue for those who keep the house: every language has the keys of the English one.
import type { Plural } from '../index.ts';
import type { house } from './en.ts';

export type House = { [K in keyof typeof house]: (typeof house)[K] extends string ? string : Plural };
