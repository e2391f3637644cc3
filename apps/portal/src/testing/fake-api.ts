import type { ApiClient } from '@clinic/api-client';
import type { Endpoint, OutputOf } from '@clinic/contracts';
import { AppError } from '@clinic/core';

/** What a call was given; a test knows which of it its endpoint has. */
export type Asked = {
  params: Record<string, string>;
  query: Record<string, unknown>;
  body: Record<string, unknown>;
  ifMatch?: number;
};

type Answer = (asked: Asked) => unknown;

const nothing: Asked = { params: {}, query: {}, body: {} };

/** An `ApiClient` that answers what a test says, and remembers what it was asked. */
export class FakeApi implements ApiClient {
  private readonly calls: { endpoint: Endpoint; asked: Asked }[] = [];
  private readonly known = new Map<Endpoint, Answer>();

  async call<E extends Endpoint>(endpoint: E, ...[input]: [input?: object]): Promise<OutputOf<E>> {
    const asked = { ...nothing, ...input };
    this.calls.push({ endpoint, asked });
    const answer = this.known.get(endpoint);
    if (!answer) throw new AppError('unavailable', `No answer for ${endpoint.method} ${endpoint.path}`);
    return (await answer(asked)) as OutputOf<E>;
  }

  answers<E extends Endpoint>(
    endpoint: E,
    answer: OutputOf<E> | ((asked: Asked) => OutputOf<E> | Promise<OutputOf<E>>),
  ): this {
    this.known.set(endpoint, typeof answer === 'function' ? (answer as Answer) : () => answer);
    return this;
  }

  rejects(endpoint: Endpoint, error: AppError): this {
    this.known.set(endpoint, () => {
      throw error;
    });
    return this;
  }

  /** What an endpoint was asked, call by call. */
  asked(endpoint: Endpoint): Asked[] {
    return this.calls.filter((call) => call.endpoint === endpoint).map((call) => call.asked);
  }
}
