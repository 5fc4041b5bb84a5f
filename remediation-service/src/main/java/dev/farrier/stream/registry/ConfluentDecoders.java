package dev.farrier.stream.registry;

import dev.farrier.ingest.AvroDecoder;
import dev.farrier.ingest.AvroDecoderFactory;
import dev.farrier.ingest.AvroSchema;
import dev.farrier.ingest.record.UnreadableException;
import dev.farrier.stream.serde.AvroLimits;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Decoders for Confluent's wire format: a zero byte, the schema's id in four bytes, the value. */
public final class ConfluentDecoders implements AvroDecoderFactory, AutoCloseable {
    private static final int MAGIC = 0;
    private static final int HEADER = 1 + Integer.BYTES;
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(2);

    static {
        AvroLimits.install(); // also parsing a schema makes Avro read its limits
    }

    private final UnaryOperator<String> secrets;
    /** Null while no policies name a registry: making it takes a quarter of a second at the start. */
    private @Nullable HttpClient http;
    /** Kept when policies change, so that schemas that are known are not asked for again. */
    private final Map<AvroSchema.RegistrySchema, SchemaRegistryClient> registries = new ConcurrentHashMap<>();

    /** @param secrets resolves {@code env:NAME} or {@code file:/path}, or throws {@link IllegalArgumentException} */
    public ConfluentDecoders(UnaryOperator<String> secrets) {
        this.secrets = secrets;
    }

    @Override
    public AvroDecoder of(AvroSchema schema) {
        return switch (schema) {
            case AvroSchema.SchemaFile file -> ofFile(file);
            case AvroSchema.RegistrySchema named -> {
                SchemaRegistryClient registry = registries.computeIfAbsent(
                        named,
                        key -> new SchemaRegistryClient(http(), key.url(), key.username(), key.password(), secrets));
                yield body -> AvroJson.read(registry.schema(id(body)), body, HEADER);
            }
        };
    }

    private synchronized HttpClient http() {
        HttpClient made = http;
        if (made == null) {
            made = HttpClient.newBuilder().connectTimeout(CONNECT_WITHIN).build();
            http = made;
        }
        return made;
    }

    private static AvroDecoder ofFile(AvroSchema.SchemaFile file) {
        try {
            Schema schema = new Schema.Parser().parse(file.json());
            return body -> {
                int unused = id(body); // checks the header: the schema is the same whatever id it names
                return AvroJson.read(schema, body, HEADER);
            };
        } catch (AvroRuntimeException e) {
            String problem = "the schema in " + file.path() + " can't be used: " + e.getMessage();
            return body -> {
                throw UnreadableException.at("", problem);
            };
        }
    }

    private static int id(byte[] body) throws UnreadableException {
        if (body.length < HEADER || body[0] != MAGIC) {
            throw UnreadableException.at(
                    "",
                    "is not in Confluent's wire format, which begins with a zero byte and the schema's id in four bytes");
        }
        return ByteBuffer.wrap(body).getInt(1);
    }

    @Override
    public synchronized void close() {
        if (http != null) {
            http.shutdownNow();
        }
    }
}
