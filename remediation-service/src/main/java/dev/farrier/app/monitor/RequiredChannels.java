package dev.farrier.app.monitor;

import dev.farrier.app.config.Role;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.source.Source;
import dev.farrier.stream.Topics;
import dev.farrier.stream.channel.InputChannel;
import dev.farrier.stream.channel.InputChannel.ChannelKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The channels that a process has to read. */
public final class RequiredChannels {
    private RequiredChannels() {}

    /**
     * @param bundle the policies in force, if any are
     * @param sites the sites that get commands
     */
    public static List<InputChannel> of(
            Set<Role> roles, Topics topics, @Nullable Bundle bundle, Collection<String> sites) {
        List<InputChannel> channels = new ArrayList<>();
        if (roles.contains(Role.INGEST) && bundle != null) {
            channels.addAll(sources(topics, bundle.sources().values()));
        }
        if (roles.contains(Role.CORE)) {
            String core = topics.coreApplication();
            channels.add(new InputChannel(ChannelKind.SIGNALS, "", topics.signals(), core, 0));
            channels.add(new InputChannel(ChannelKind.OPERATORS, "", topics.operatorInputs(), core, 0));
            channels.add(new InputChannel(ChannelKind.DECIDER, "", topics.deciderLog(), core, 1));
            sites.forEach(
                    site -> channels.add(new InputChannel(ChannelKind.SITE, site, topics.outcomes(site), core, 1)));
        }
        return channels;
    }

    private static List<InputChannel> sources(Topics topics, Collection<Source> sources) {
        Set<String> registry = sources.stream()
                .filter(source -> source.settings().needsSchemaRegistry())
                .map(source -> topic(topics, source))
                .collect(Collectors.toUnmodifiableSet());
        return sources.stream()
                .map(source -> {
                    String topic = topic(topics, source);
                    String group =
                            registry.contains(topic) ? topics.registryIngestApplication() : topics.ingestApplication();
                    return new InputChannel(ChannelKind.SOURCE, source.name(), topic, group, 0);
                })
                .toList();
    }

    /** The topic that a source's events are read from. */
    static String topic(Topics topics, Source source) {
        return source.origin() instanceof Source.Origin.TopicOrigin users ? users.topic() : topics.events();
    }
}
