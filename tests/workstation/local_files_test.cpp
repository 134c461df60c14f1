#include "workstation/local_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/fake_clock.h"
#include "support/files.h"
#include "support/temporary_directory.h"
#include "workstation/local_spot.h"

namespace ferry::workstation {
namespace {

class LocalFilesTest : public ::testing::Test {
 protected:
  std::unique_ptr<LocalFiles> open(LocalRules rules = {}) {
    return std::move(LocalFiles::open(directory_.path(), std::move(rules), meter_).value());
  }
  static vfs::Path at(std::string_view text) { return *vfs::Path::parse(text, vfs::Path{"local"}); }

  testing::TemporaryDirectory directory_;
  testing::FakeClock clock_;
  Meter meter_{clock_};
};

TEST_F(LocalFilesTest, OnlyTheNameThatWasAskedForCanBeMade) {
  const auto files = open({.only_name = "wanted"});
  EXPECT_TRUE(testing::put_file(*files, at("wanted"), "x"));
  const auto other = testing::put_file(*files, at(".bashrc"), "x");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::name_not_allowed);
  EXPECT_FALSE(files->make_directory(at("d"), 0755));
  EXPECT_FALSE(files->set_attributes(at("d"), 0777, std::nullopt));
  EXPECT_FALSE(std::filesystem::exists(directory_ / ".bashrc"));
}

TEST_F(LocalFilesTest, WritesThroughNoLink) {
  testing::TemporaryDirectory elsewhere;
  std::filesystem::create_directory_symlink(elsewhere.path(), directory_ / "link");
  const auto files = open();
  EXPECT_FALSE(testing::put_file(*files, at("link/a"), "x"));
  EXPECT_FALSE(testing::put_file(*files, at("link"), "x"));
  EXPECT_TRUE(std::filesystem::is_empty(elsewhere.path()));
}

TEST_F(LocalFilesTest, AnotherDigestIsNotStored) {
  // The SHA-256 of "abc", FIPS 180-2 appendix B.1.
  const auto files = open({.sha256 = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"});
  EXPECT_TRUE(testing::put_file(*files, at("right"), "abc"));
  const auto wrong = testing::put_file(*files, at("wrong"), "abd");
  ASSERT_FALSE(wrong);
  EXPECT_TRUE(wrong.error().message.contains("SHA-256"));
  EXPECT_FALSE(std::filesystem::exists(directory_ / "wrong"));
}

TEST_F(LocalFilesTest, AFileThatIsReplacedKeepsItsMode) {
  directory_.write("old", "x");
  ::chmod((directory_ / "old").c_str(), 0600);
  const auto files = open();
  EXPECT_EQ(files->mode_for(at("old"), 0755), 0600U);
  EXPECT_EQ(open({.keeps_modes = true})->mode_for(at("old"), 0755), 0755U);
  EXPECT_EQ(files->mode_for(at("new"), 0777), without_umask(0777));
}

TEST_F(LocalFilesTest, TheMeterFollows) {
  const auto files = open();
  auto file = files->create(at("a"), {.expected_size = 10});
  const Bytes pieces[] = {as_bytes("12345")};
  ASSERT_TRUE((*file)->write_at(0, pieces));
  EXPECT_EQ(meter_.current()->done, 5U);
  EXPECT_EQ(meter_.current()->total, 10U);
  EXPECT_EQ(meter_.current()->name, "a");
  file->reset();
  EXPECT_FALSE(meter_.current());
  EXPECT_TRUE(meter_.take_finished().empty());
  ASSERT_TRUE(testing::put_file(*files, at("b"), "whole"));
  EXPECT_EQ(meter_.take_finished().size(), 1U);
}

TEST_F(LocalFilesTest, ARateIsThatOfTheLastSeconds) {
  meter_.begin("a", 1000);
  EXPECT_FALSE(meter_.current()->recent_rate);
  meter_.add(400);
  clock_.advance(std::chrono::seconds{2});
  EXPECT_EQ(meter_.current()->recent_rate, 200.0);
  clock_.advance(std::chrono::seconds{10});
  ASSERT_TRUE(meter_.current());
  clock_.advance(std::chrono::seconds{2});
  EXPECT_EQ(meter_.current()->recent_rate, 0.0);
}

TEST_F(LocalFilesTest, SpotsOfTargets) {
  directory_.write("file", "x");
  const std::string root = directory_.path();
  EXPECT_EQ(spot_of_target(root, "a")->name.name(), "a");
  EXPECT_EQ(spot_of_target(root + "/new", "a")->name.name(), "new");
  EXPECT_EQ(spot_of_target(root + "/file", "a")->name.name(), "file");
  EXPECT_FALSE(spot_of_target(root + "/new/", "a"));
  EXPECT_FALSE(spot_of_target(root + "/missing/new", "a"));
  EXPECT_FALSE(spot_of_target(root, ""));
  EXPECT_FALSE(spot_of_target("/dev/null", "a"));
  EXPECT_FALSE(spot_of_source(root + "/missing"));
}

TEST_F(LocalFilesTest, ALinkThatWasNamedIsWrittenThrough) {
  testing::TemporaryDirectory elsewhere;
  elsewhere.write("real", "x");
  std::filesystem::create_symlink(elsewhere / "real", directory_ / "link");
  const auto spot = spot_of_target((directory_ / "link").string(), "a");
  ASSERT_TRUE(spot);
  EXPECT_EQ(spot->name.name(), "real");
  EXPECT_EQ(spot->directory, std::filesystem::canonical(elsewhere.path()));
}

TEST_F(LocalFilesTest, WhatIsNotCopiedIsNamed) {
  std::filesystem::create_directory(directory_ / "d");
  std::filesystem::create_symlink("nowhere", directory_ / "d/link");
  directory_.write("file", "x");
  EXPECT_EQ(passed_over_below(directory_.path().string()),
            (std::vector<std::string>{(directory_ / "d/link").string()}));
}

}  // namespace
}  // namespace ferry::workstation
