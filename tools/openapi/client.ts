// Uses every route with the types that docs/openapi.json gives. It is compiled and not run.

import createClient from "openapi-fetch";
import type { components, paths } from "./generated/api";

type Problem = components["schemas"]["Problem"];
type Refusal = components["schemas"]["Refusal"];
type Message = components["schemas"]["Message"];
type Code = components["schemas"]["RefusalReason"]["code"];

const api = createClient<paths>({ baseUrl: "https://feedback.example.com" });

const words: Record<Code, string> = {
  "contract-not-found": "There is no such contract.",
  "contract-ended": "The contract has ended.",
  "contract-too-young": "The contract is too young.",
  "no-recent-payment": "There was no payment of late.",
  "recent-feedback": "There was feedback of late.",
  "not-in-rollout": "Not open to you yet.",
  "request-pending": "A request waits already.",
  "asked-for-later": "The client would rather be asked later.",
  "request-not-pending": "The request does not wait.",
  "not-now-not-available": "Requests can't be declined here.",
  "client-request-limit": "The client has received enough requests.",
  "reply-not-available": "Nobody can reply to this.",
  "already-reported": "You reported this before.",
  "report-not-available": "Report this where it was given.",
  "feedback-taken-down": "It was taken down.",
  "feedback-held": "It is held: restore it or take it down.",
  "not-reported": "Nobody reported it.",
  "delivery-superseded": "The notice is no longer true.",
  "delivery-turned-off": "The recipient turned these emails off.",
  "delivery-text-deleted": "It failed too long ago to be sent again.",
  "delivery-delivered": "The notice has arrived.",
  "delivery-under-way": "The notice is being sent.",
  "delivery-waits-for-address": "The recipient has no address.",
  "rollout-changed": "Somebody else changed the rollout.",
  "webhook-key-missing": "There is no key to keep the secrets of subscribers with.",
  "webhook-limit": "There are as many subscribers as there may be.",
  "webhook-disabled": "The subscriber is disabled.",
  "webhook-under-way": "An attempt is under way.",
};

export async function contractRoom(contractId: string): Promise<string> {
  const { data: tab, error } = await api.GET("/api/contracts/{contractId}/feedback", { params: { path: { contractId } } });
  if (error) return textOf(error);

  const scores = tab.feedback.map((feedback) => `${feedback.kind} ${feedback.score?.toFixed(2) ?? feedback.visibility} ${feedback.ratings?.skills ?? "-"}`);
  const waits = tab.pendingRequest?.deliveries?.some((delivery) => delivery.channel === "email" && delivery.status === "delivered");
  const why = tab.actions.requestFeedback.reasons.map((reason) => `${words[reason.code]} ${reason.endsAt ?? ""}`);
  return [tab.contract.title, ...scores, String(waits), ...why].join("\n");
}

export async function requestFeedback(contractId: string, message: string): Promise<string> {
  const { data, error, response } = await api.POST("/api/contracts/{contractId}/feedback-requests", {
    params: { path: { contractId }, header: { "Idempotency-Key": crypto.randomUUID() } },
    body: { message },
  });
  if (!error) {
    const { data: request } = await api.GET("/api/contracts/{contractId}/feedback-requests/{requestId}", {
      params: { path: { contractId, requestId: data.requestId } },
    });
    return `${request?.status} ${response.headers.get("Location")}`;
  }

  switch (error.type) {
    case "urn:feedback:problem:refused":
      return reasonsOf(error);
    case "urn:feedback:problem:too-many":
      return `${error.limit}: wait ${error.retryAfter} seconds`;
    case "urn:feedback:problem:invalid-input":
      return Object.entries(error.errors).map(([member, problems]) => `${member} ${problems.join(", ")}`).join("\n");
    default:
      return textOf(error);
  }
}

export async function declineRequest(contractId: string, requestId: string): Promise<string> {
  const { data: declined, error } = await api.POST("/api/contracts/{contractId}/feedback-requests/{requestId}/decline", {
    params: { path: { contractId, requestId }, header: { "Idempotency-Key": crypto.randomUUID() } },
    body: { askAgainFrom: "2026-04-01T00:00:00Z" },
  });
  if (error) return error.type === "urn:feedback:problem:refused" ? reasonsOf(error) : textOf(error);

  return `${declined.status} until ${declined.askAgainFrom}`;
}

export async function provideFeedback(contractId: string): Promise<string> {
  const { data: feedback, error } = await api.POST("/api/contracts/{contractId}/feedback", {
    params: { path: { contractId } },
    body: {
      ratings: { skills: 5, quality: 4, availability: 5, deadlines: 3, communication: 5, cooperation: 4 },
      comment: "Clear plans, careful work.",
    },
  });
  if (error) return error.type === "urn:feedback:problem:refused" ? reasonsOf(error) : textOf(error);

  const path = { contractId, feedbackId: feedback.feedbackId };
  const { data: same } = await api.GET("/api/contracts/{contractId}/feedback/{feedbackId}", { params: { path } });
  const { error: refused } = await api.POST("/api/contracts/{contractId}/feedback/{feedbackId}/replies", { params: { path } });
  return `${same?.countsTowardJobSuccessScore} ${refused ? textOf(refused) : ""}`;
}

export async function reportFeedback(contractId: string, feedbackId: string): Promise<string> {
  const { data: report, error } = await api.POST("/api/contracts/{contractId}/feedback/{feedbackId}/reports", {
    params: { path: { contractId, feedbackId }, header: { "Idempotency-Key": crypto.randomUUID() } },
    body: { reason: "The comment is about somebody else." },
  });
  if (error) return error.type === "urn:feedback:problem:refused" ? reasonsOf(error) : textOf(error);

  const { data: feedback } = await api.GET("/api/contracts/{contractId}/feedback/{feedbackId}", { params: { path: { contractId, feedbackId } } });
  return `${report.status} ${feedback?.report?.status} ${feedback?.visibility}`;
}

/** What operators do with reported feedback. */
export async function moderate(): Promise<string[]> {
  const { data: reports } = await api.GET("/api/ops/feedback-reports", { params: { query: { status: "open" } } });
  const decided = [];
  for (const report of reports?.items ?? []) {
    const path = { feedbackId: report.feedback.feedbackId };
    await api.POST("/api/ops/feedback/{feedbackId}/hold", { params: { path }, body: { note: "Asked both sides." } });
    const { data: restored } = await api.POST("/api/ops/feedback/{feedbackId}/restore", { params: { path } });
    const { data: down, error } = await api.POST("/api/ops/feedback/{feedbackId}/take-down", { params: { path } });
    await api.POST("/api/ops/feedback/{feedbackId}/dismiss", { params: { path } });
    decided.push(`${report.reason} ${restored?.changed} ${down?.visibility ?? (error && textOf(error))} ${report.actions.length}`);
  }

  return decided;
}

/** What operators see of signs of abuse, and that they have looked. */
export async function lookAtSignals(freelancerId: string): Promise<string[]> {
  const query = { kind: "rating-plea", status: "open", freelancerId, since: "2026-01-01T00:00:00Z", limit: 10 } as const;
  const { data: signals } = await api.GET("/api/ops/signals", { params: { query } });
  const seen = [];
  for (const { signalId, evidence } of signals?.items ?? []) {
    const { data: reviewed, error } = await api.POST("/api/ops/signals/{signalId}/review", {
      params: { path: { signalId } }, body: { note: "A joke between the two." },
    });
    seen.push(`${evidence.pattern ?? evidence.paymentId} ${evidence.window} ${reviewed?.signal.reviewedBy ?? (error && textOf(error))} ${reviewed?.changed}`);
  }

  return seen;
}

export async function workHistory(freelancerId: string, agencyId: string): Promise<number> {
  const query = { limit: 50 };
  const { data: own } = await api.GET("/api/freelancers/{freelancerId}/work-history", { params: { path: { freelancerId }, query } });
  const { data: agency } = await api.GET("/api/agencies/{agencyId}/work-history", { params: { path: { agencyId }, query } });
  return [own, agency].flatMap((page) => page?.items ?? []).filter((item) => item.contract.endedAt === null).length;
}

export async function mine(): Promise<string[]> {
  const { data: contracts } = await api.GET("/api/me/contracts", { params: { query: { limit: 100 } } });
  const { data: messages } = await api.GET("/api/me/messages", { params: { query: { unread: true } } });
  for (const message of messages?.items ?? []) {
    await api.POST("/api/me/messages/{messageId}/read", { params: { path: { messageId: message.messageId } } });
  }

  const { data: preferences } = await api.GET("/api/me/notification-preferences");
  await api.PUT("/api/me/notification-preferences", {
    body: { items: (preferences?.items ?? []).map(({ kind }) => ({ kind, email: "digest" as const })) },
  });
  await api.POST("/api/me/messages/read", { params: { query: { contractId: "c-website-redesign" } } });
  const { data: stream } = await api.GET("/api/me/messages/stream", { parseAs: "stream" });
  await stream?.cancel();
  return [
    `${messages?.unreadCount} unread`,
    ...(messages?.items ?? []).map(lineOf),
    ...(contracts?.items ?? []).map((item) => `${item.callerRole} ${item.contract.contractId}`),
  ];
}

export async function systems(): Promise<string> {
  const { data: taken, error } = await api.POST("/api/upstream/events", {
    body: {
      specversion: "1.0",
      id: "evt-1",
      source: "/contracts",
      type: "contract-ended",
      data: { contractId: "c-website-redesign", endedAt: "2026-03-04T08:15:30Z" },
    },
    headers: { "Content-Type": "application/cloudevents+json" },
  });
  const path = { deliveryId: "019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e04" };
  const { data: released } = await api.POST("/api/ops/deliveries/{deliveryId}/resend", { params: { path } });
  const { data: overview } = await api.GET("/api/ops/overview");
  const { data: mid } = await api.GET("/api/upstream/contracts/{contractId}/mid-contract-feedback", {
    params: { path: { contractId: "c-website-redesign" } },
  });
  await stopped();
  await told();
  return `${mid?.feedback.map(({ score, visibility }) => score ?? visibility)} ${released?.status} ${taken?.accepted ?? error?.detail} ${overview?.feedback?.outbox.overdueTimers} ${overview?.queues?.length}`;
}

/** Who may request feedback. */
export async function openTo(percentage: number): Promise<string> {
  const { data: rollout } = await api.GET("/api/ops/rollout", { params: { query: {} } });
  const { data: changed, error } = await api.PUT("/api/ops/rollout", {
    body: { version: rollout?.version ?? 0, percentage, note: "The next step" },
  });
  if (error) return error.type === "urn:feedback:problem:refused" ? reasonsOf(error) : textOf(error);

  const { data: history } = await api.GET("/api/ops/rollout/history", { params: { query: { limit: 10 } } });
  const { data: report } = await api.GET("/api/ops/rollout/report", { params: { query: { since: "2026-01-01T00:00:00Z" } } });
  const rates = report?.cohorts.map(({ cohort, answered }) => `${cohort} ${answered.share ?? "-"} ${answered.low} ${answered.high}`);
  return `${rates?.join()} ${changed.version} ${changed.cohorts[0]?.name} ${changed.freelancers.length} ${history?.items[0]?.changedBy}`;
}

/** What operators see of what stopped, and do about it. */
async function stopped(): Promise<string> {
  const request = { requestId: "019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e01" };
  const { data: ofRequest } = await api.GET("/api/ops/requests/{requestId}", { params: { path: request } });
  const { data: ofContract } = await api.GET("/api/ops/contracts/{contractId}", { params: { path: { contractId: "c-website-redesign" } } });
  const { data: parked } = await api.GET("/api/ops/parked");
  const row = { path: { outbox: "feedback" }, query: { id: "019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e02" } };
  const { data: sent } = await api.POST("/api/ops/parked/{outbox}/replay", { params: row });
  await api.POST("/api/ops/parked/{outbox}/discard", { params: row });
  const { data: failed } = await api.GET("/api/ops/errors");
  const one = { path: { queue: "notifications-email" }, query: { message: "019c1a4e-6a10-7c3e-8f00-2b1d5a7c9e03" } };
  const { data: shown } = await api.GET("/api/ops/errors/{queue}", { params: one });
  await api.POST("/api/ops/errors/{queue}/replay", { params: one });
  await api.POST("/api/ops/errors/{queue}/discard", { params: { path: one.path, query: { all: true } } });
  const { data: deliveries } = await api.GET("/api/ops/deliveries", { params: { query: { status: "failed" } } });
  const { data: released } = await api.POST("/api/ops/deliveries/release");
  const stories = `${ofRequest?.entries[0]?.what} ${ofContract?.isShortened} ${parked?.items[0]?.outbox} ${sent?.count}`;
  return `${stories} ${failed?.items.length} ${shown?.body} ${deliveries?.items[0]?.status} ${released?.hasMore}`;
}

/** Other systems that are told of events, and what they did not take. */
async function told(): Promise<string> {
  const { data: added, error } = await api.POST("/api/ops/webhooks", {
    body: { name: "CRM", url: "https://crm.example.com/hooks", events: ["feedback.provided"] },
  });
  if (!added) return error && "reasons" in error ? reasonsOf(error) : "";

  const one = { params: { path: { webhookId: added.webhook.webhookId } } };
  await api.POST("/api/ops/webhooks/{webhookId}/disable", one);
  await api.POST("/api/ops/webhooks/{webhookId}/enable", one);
  const { data: rotated } = await api.POST("/api/ops/webhooks/{webhookId}/rotate", one);
  const { data: tested } = await api.POST("/api/ops/webhooks/{webhookId}/test", one);
  const { data: webhooks } = await api.GET("/api/ops/webhooks");
  const { data: failed } = await api.GET("/api/ops/webhook-deliveries", { params: { query: { status: "failed" } } });
  const { data: replayed } = await api.POST("/api/ops/webhook-deliveries/replay");
  const lost = { params: { path: { deliveryId: tested?.deliveryId ?? "" } } };
  await api.POST("/api/ops/webhook-deliveries/{deliveryId}/replay", lost);
  await api.DELETE("/api/ops/webhooks/{webhookId}", one);
  return `${added.secret} ${rotated?.secret} ${webhooks?.items[0]?.state} ${failed?.items[0]?.reason} ${replayed?.hasMore}`;
}

function lineOf(message: Message): string {
  switch (message.kind) {
    case "feedback-requested":
    case "feedback-reminder":
      return `To do: ${message.text}`;
    case "feedback-received":
    case "request-expired":
    case "request-closed":
    case "request-declined":
    case "report-decided":
    case "feedback-taken-down":
    case "feedback-restored":
      return message.text;
  }
}

function reasonsOf(refusal: Refusal): string {
  return refusal.reasons.map((reason) => words[reason.code]).join("\n");
}

function textOf(problem: Problem | Pick<Problem, "title" | "detail" | "traceId">): string {
  return `${problem.title} ${problem.detail} (${problem.traceId})`;
}
