namespace Feedback.Saga.Facts;

internal sealed class ContractStartedDefinition() : FactDefinition<ContractStartedConsumer>(Queues.ContractStarted);

internal sealed class ContractEndedDefinition() : FactDefinition<ContractEndedConsumer>(Queues.ContractEnded);

internal sealed class PaymentReversedDefinition() : FactDefinition<PaymentReversedConsumer>(Queues.PaymentReversed);

internal sealed class EndOfContractFeedbackGivenDefinition()
    : FactDefinition<EndOfContractFeedbackGivenConsumer>(Queues.EndOfContractFeedbackGiven);
