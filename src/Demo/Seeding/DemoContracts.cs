using Contracts.Messages;
using static Demo.Seeding.DemoPeople;

namespace Demo.Seeding;

/// <summary>The contracts of the demo data, each in a state that shows something.</summary>
internal static class DemoContracts
{
    public static IReadOnlyList<DemoContract> All { get; } =
    [
        // Ana may request feedback, and Maria may provide it.
        new DemoContract("c-website-redesign", "Website redesign", Maria, Ana)
            .Started(Days(90)).Paid(Days(5), 1_200),

        // Too young for another 20 days.
        new DemoContract("c-brand-guidelines", "Brand guidelines", Maria, Ana)
            .Started(Days(10)).Paid(Days(2), 400),

        // Too young for another ten minutes.
        new DemoContract("c-api-documentation", "API documentation", Lena, Bilal)
            .Started(Days(30) - TimeSpan.FromMinutes(10)).Paid(Days(1), 650),

        // The last payment is too long ago.
        new DemoContract("c-newsletter-copy", "Newsletter copy", James, Ana)
            .Started(Days(120)).Paid(Days(45), 300),

        // The only recent payment was reversed.
        new DemoContract("c-payment-plugin", "Payment plug-in", Lena, Ana)
            .Started(Days(60)).PaidAndReversed(Days(6), Days(5), 900),

        // James provided feedback last week without a request.
        new DemoContract("c-mobile-app", "Mobile app", James, Bilal)
            .Started(Days(200)).Paid(Days(9), 2_500)
            .Provided(Days(7), Ratings(5, 5, 4, 4, 5, 5), "The first release went out on time and without a single crash."),

        // A request waits for Lena.
        new DemoContract("c-data-pipeline", "Data pipeline", Lena, Bilal)
            .Started(Days(75)).Paid(Days(10), 1_800)
            .Requested(Days(3), "The nightly import runs now. How has the work been for you so far?"),

        // Maria answered two days ago.
        new DemoContract("c-video-editing", "Video editing", Maria, Chen)
            .Started(Days(50)).Paid(Days(8), 700)
            .Requested(Days(4)).Provided(Days(2), Ratings(4, 5, 4, 3, 4, 5), "Great cuts. The second batch came a day late."),

        // Lena answered twice, and Chen may request again.
        new DemoContract("c-support-desk", "Support desk", Lena, Chen)
            .Started(Days(180)).Paid(Days(80), 1_000)
            .Requested(Days(75)).Provided(Days(73), Ratings(4, 4, 3, 4, 4, 5), "A good start.")
            .Paid(Days(40), 1_000)
            .Requested(Days(38), "Two months in: what should change?")
            .Provided(Days(36), Ratings(5, 5, 4, 5, 5, 5), "Customers notice the difference.")
            .Paid(Days(4), 1_000),

        // James let the 14 days pass, and Ana may request again once he has paid again.
        new DemoContract("c-seo-audit", "SEO audit", James, Ana)
            .Started(Days(95)).Paid(Days(25), 550)
            .Requested(Days(20), "The audit is half done: any first impressions?").Expired(Days(6)),

        // James would rather answer in three weeks.
        new DemoContract("c-onboarding-emails", "Onboarding emails", James, Bilal)
            .Started(Days(85)).Paid(Days(11), 480)
            .Requested(Days(5), "Two of the five emails are live: how do they read?").Declined(Days(3), askAgainIn: Days(21)),

        // The contract ended while a request waited, whose note operators see a signal of.
        new DemoContract("c-photo-retouching", "Photo retouching", Maria, Bilal)
            .Started(Days(70)).Paid(Days(15), 250)
            .Requested(Days(12), "If you liked it, 5 stars would help me a lot!").Ended(Days(9)),

        // Ended, with feedback twice from its middle and from both sides at its end: a trend.
        new DemoContract("c-logo-design", "Logo design", Maria, Chen)
            .Started(Days(150)).Paid(Days(100), 800)
            .Provided(Days(95), Ratings(4, 4, 5, 4, 4, 4), "Three drafts, all of them usable.")
            .Paid(Days(55), 800)
            .Provided(Days(50), Ratings(5, 4, 5, 4, 5, 4), "The second round hit the mark.")
            .Ended(Days(20))
            .EndOfContractFeedback(Days(18), byClient: true, 4.8m, "We love the result.")
            .EndOfContractFeedback(Days(17), byClient: false, 5m, "Clear briefs and quick answers."),

        // Through an agency: shows in Chen's history, never in the agency's.
        new DemoContract("c-market-research", "Market research", James, Chen, Northwind)
            .Started(Days(100)).Paid(Days(65), 1_500)
            .Provided(Days(60), Ratings(5, 4, 4, 5, 5, 4), "Thorough, and well presented.")
            .Paid(Days(8), 1_500),
    ];

    private static TimeSpan Days(int days) => TimeSpan.FromDays(days);

    private static FeedbackRatings Ratings(
        int skills, int quality, int availability, int deadlines, int communication, int cooperation) => new()
        {
            Skills = skills,
            Quality = quality,
            Availability = availability,
            Deadlines = deadlines,
            Communication = communication,
            Cooperation = cooperation,
        };
}
