using Feedback.Saga.Decisions;
using Feedback.Saga.Eligibility;
using Feedback.Saga.Giving;
using Feedback.Saga.History;
using Feedback.Saga.Requests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Feedback.Saga;

/// <summary>Adds the saga service to a host.</summary>
public static class FeedbackSagaServices
{
    /// <summary>
    /// Adds what decides: the policy from <c>Feedback:Policy</c> and the rollout from <c>Feedback:Rollout</c>, both checked
    /// when the host starts. The host adds the <see cref="Persistence.FeedbackDbContext"/> and its provider.
    /// </summary>
    public static IServiceCollection AddFeedbackSaga(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        services.AddOptions<FeedbackPolicyOptions>().Bind(configuration.GetSection(FeedbackPolicyOptions.Section)).ValidateOnStart();
        services.AddOptions<RolloutOptions>().Bind(configuration.GetSection(RolloutOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FeedbackPolicyOptions>, FeedbackPolicyOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RolloutOptions>, RolloutOptionsValidator>());

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<PolicyInForce>();
        services.AddSingleton<Rollout>();
        services.AddSingleton<EligibilityPolicy>();
        services.AddSingleton<FeedbackActionsPolicy>();

        services.AddScoped<ContractFactsReader>();
        services.AddScoped<IdempotentAnswers>();
        services.AddScoped<Refusals>();
        services.AddScoped<AskingStep>();
        services.AddScoped<OverdueRequests>();
        services.AddScoped<RequestEnding>();
        services.AddScoped<GivingStep>();
        services.AddScoped<FeedbackReader>();

        services.AddSingleton<AnswerCleanup>();
        services.AddHostedService(provider => provider.GetRequiredService<AnswerCleanup>());
        return services;
    }
}
