package dev.farrier.app;

import dev.farrier.app.config.Settings;
import dev.farrier.stream.ClientConfig;
import dev.farrier.stream.TopicSizes;
import dev.farrier.stream.Topics;
import java.util.HashMap;

/** The configuration → what the parts are made with. */
public final class Wiring {
    private Wiring() {}

    public static ClientConfig clientConfig(Settings settings) {
        return new ClientConfig(new HashMap<>(settings.kafka()));
    }

    public static Topics topics(Settings settings) {
        return new Topics(settings.topics().prefix());
    }

    public static TopicSizes topicSizes(Settings settings) {
        Settings.TopicSettings topics = settings.topics();
        return new TopicSizes(topics.events(), topics.signals(), topics.audit(), (short) topics.replicationFactor());
    }
}
