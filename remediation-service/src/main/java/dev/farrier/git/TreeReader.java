package dev.farrier.git;

import com.google.re2j.Matcher;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.problem.Problem.Severity;
import dev.farrier.policy.yaml.document.Catalog;
import dev.farrier.repository.Contents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/**
 * Reads the policy directory out of a commit's tree. Nothing is checked out, so no name in the tree can reach a file of this
 * machine. Read are the documents of Farrier's and the files that they name; a repository may hold much else.
 */
final class TreeReader {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_LINKS = 8;
    private static final int MAX_LINK_BYTES = 4096;
    private static final String LARGE_FILE_POINTER = "version https://git-lfs.github.com/spec/";

    private final ObjectReader objects;
    private final ObjectId root;
    private final TreeLimits limits;
    private final SortedMap<String, ObjectId> documents = new TreeMap<>();
    private final SortedMap<String, ObjectId> others = new TreeMap<>();
    private final SortedMap<String, String> files = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();
    private int entries;
    private long total;

    private TreeReader(ObjectReader objects, ObjectId root, TreeLimits limits) {
        this.objects = objects;
        this.root = root;
        this.limits = limits;
    }

    /** @param foreign YAML files that are not Farrier's */
    record TreeContents(Contents contents, List<String> foreign) {}

    /**
     * @param root the commit's tree
     * @param path of the policy directory in it; empty: all of it
     */
    static TreeContents read(ObjectReader objects, ObjectId root, String path, TreeLimits limits) throws IOException {
        TreeReader reader = new TreeReader(objects, root, limits);
        reader.read(path);
        Collections.sort(reader.problems);
        return new TreeContents(new Contents(reader.files, reader.problems), reader.foreign);
    }

    private void read(String path) throws IOException {
        ObjectId directory = root;
        if (!path.isEmpty()) {
            try (TreeWalk at = TreeWalk.forPath(objects, path, root)) {
                if (at == null || at.getFileMode(0) != FileMode.TREE) {
                    problem(
                            ".",
                            Severity.ERROR,
                            "the commit has no directory '" + path + "', which policies.git.path names");
                    return;
                }
                directory = at.getObjectId(0);
            }
        }
        walk(directory, path.isEmpty() ? "" : path + "/", "", 0, 0);
        if (entries > limits.entries()) {
            problem(
                    ".",
                    Severity.ERROR,
                    "there are more than " + limits.entries()
                            + " files: name the directory of the policies in policies.git.path");
            return;
        }
        readDocuments();
        readNamedFiles();
    }

    /**
     * @param place of the directory in the repository, with a slash behind it
     * @param name of the directory in the policy directory, likewise
     */
    private void walk(ObjectId tree, String place, String name, int depth, int links) throws IOException {
        if (depth > MAX_DEPTH) {
            problem(name, Severity.ERROR, "lies deeper than " + MAX_DEPTH + " directories: move it up");
            return;
        }
        try (TreeWalk walk = new TreeWalk(objects)) {
            walk.addTree(tree);
            while (walk.next() && ++entries <= limits.entries()) {
                String entry = walk.getNameString();
                if (!isPlain(entry)) {
                    problem(
                            name + "?",
                            Severity.ERROR,
                            "the tree has an entry that no file can be called: remove it from the commit");
                } else if (!entry.startsWith(".")) {
                    take(walk.getFileMode(0), walk.getObjectId(0), place, name + entry, entry, depth, links);
                }
            }
        }
    }

    private void take(FileMode mode, ObjectId id, String place, String name, String entry, int depth, int links)
            throws IOException {
        switch (mode.getBits() & FileMode.TYPE_MASK) {
            case FileMode.TYPE_TREE -> walk(id, place + entry + "/", name + "/", depth + 1, links);
            case FileMode.TYPE_FILE -> (Catalog.isDocument(name) ? documents : others).put(name, id);
            case FileMode.TYPE_SYMLINK -> follow(id, place, name, depth, links);
            case FileMode.TYPE_GITLINK ->
                problem(name, Severity.WARNING, "is a submodule: nothing in it is read; move its policies in here");
            default -> problem(name, Severity.WARNING, "is neither a file nor a directory: it is left out");
        }
    }

    private void follow(ObjectId link, String place, String name, int depth, int links) throws IOException {
        Severity severity = Catalog.isDocument(name) ? Severity.ERROR : Severity.WARNING;
        byte[] bytes = objects.open(link, Constants.OBJ_BLOB).getCachedBytes(MAX_LINK_BYTES);
        String target = new String(bytes, StandardCharsets.UTF_8);
        String path = resolve(place, target);
        if (path == null) {
            problem(
                    name,
                    severity,
                    "is a link to '" + target + "', out of the repository: move what is there in, or remove the link");
            return;
        }
        if (links == MAX_LINKS) {
            problem(name, severity, "is a link behind " + MAX_LINKS + " others: remove one");
            return;
        }
        try (TreeWalk at = path.isEmpty() ? null : TreeWalk.forPath(objects, path, root)) {
            if (at == null) {
                problem(
                        name,
                        severity,
                        path.isEmpty()
                                ? "is a link to the whole repository: remove it"
                                : "is a link to something that does not exist: repair or remove it");
                return;
            }
            int slash = path.lastIndexOf('/') + 1;
            ObjectId id = at.getObjectId(0);
            if (at.getFileMode(0) == FileMode.TREE) {
                walk(id, path + "/", name + "/", depth + 1, links + 1);
            } else {
                take(at.getFileMode(0), id, path.substring(0, slash), name, "", depth, links + 1);
            }
        }
    }

    /** The path in the repository that a link in this place leads to; null when it leads out of it. */
    static @Nullable String resolve(String place, String target) {
        if (target.startsWith("/") || target.isEmpty() || target.indexOf('\\') >= 0) {
            return null;
        }
        List<String> parts = new ArrayList<>();
        for (String part : (place + target).split("/", -1)) {
            if (part.equals("..")) {
                if (parts.isEmpty()) {
                    return null;
                }
                parts.removeLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    private void readDocuments() throws IOException {
        for (var document : documents.entrySet()) {
            String name = document.getKey();
            String text = text(document.getValue(), limits.fileBytes());
            if (text.startsWith(LARGE_FILE_POINTER)) {
                problem(name, Severity.ERROR, "is a pointer of Git LFS, not the file itself: take it out of LFS");
            } else if (!OwnDocuments.contains(text)) {
                foreign.add(name);
            } else {
                add(name, text, document.getValue());
            }
        }
    }

    /** Of all else only what some document names. */
    private void readNamedFiles() throws IOException {
        Set<String> named = new HashSet<>();
        for (String text : files.values()) {
            Matcher matcher = OwnDocuments.references().matcher(text);
            while (matcher.find()) {
                named.add(matcher.group());
            }
        }
        for (var other : others.entrySet()) {
            String name = other.getKey();
            if (!named.contains(name) && name.indexOf(' ') < 0) {
                continue;
            }
            String text = text(other.getValue(), limits.fileBytes());
            if (text.startsWith(LARGE_FILE_POINTER)) {
                problem(name, Severity.WARNING, "is a pointer of Git LFS, not the file itself: it is left out");
            } else {
                add(name, text, other.getValue());
            }
        }
    }

    private void add(String name, String text, ObjectId id) throws IOException {
        long size = objects.getObjectSize(id, Constants.OBJ_BLOB);
        boolean document = Catalog.isDocument(name);
        if (size > limits.fileBytes()) {
            problem(
                    name,
                    document ? Severity.ERROR : Severity.WARNING,
                    "the file has " + size + " bytes, the limit is " + limits.fileBytes()
                            + (document ? ": split it" : ": it is left out"));
            return;
        }
        boolean fitted = total <= limits.totalBytes();
        total += size;
        if (total > limits.totalBytes()) {
            if (fitted) {
                problem(
                        name,
                        Severity.ERROR,
                        "with this file the policies exceed " + limits.totalBytes()
                                + " bytes: remove what is no policy");
            }
            return;
        }
        files.put(name, text);
    }

    private String text(ObjectId id, long limit) throws IOException {
        try (InputStream in = objects.open(id, Constants.OBJ_BLOB).openStream()) {
            return new String(in.readNBytes((int) limit), StandardCharsets.UTF_8);
        }
    }

    /** What a directory on disk could hold, too. */
    private static boolean isPlain(String entry) {
        return !entry.isEmpty()
                && !entry.equals(".")
                && !entry.equals("..")
                && entry.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    }

    private void problem(String name, Severity severity, String message) {
        String file = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        problems.add(new Problem(file.isEmpty() ? "." : file, 1, 1, severity, message));
    }
}
